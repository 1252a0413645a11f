/**
 * Places for labels beside their values: as close to them as can be with `gap` between two, labels that would
 * overlap standing around the mean of their values.
 *
 * @param values In any order.
 * @returns One place per value, in the values' order.
 */
export function spreadLabels(values: readonly number[], gap: number): number[] {
  const order = values.map((value, i) => ({ value, i })).sort((a, b) => a.value - b.value);
  const clusters: { sum: number; members: number[] }[] = [];
  const low = ({ sum, members }: { sum: number; members: number[] }) =>
    sum / members.length - gap * (members.length - 1) / 2;
  for (const { value, i } of order) {
    let cluster = { sum: value, members: [i] };
    for (let below = clusters.at(-1); below !== undefined; below = clusters.at(-1)) {
      if (low(cluster) - (low(below) + gap * (below.members.length - 1)) >= gap) break;
      clusters.pop();
      cluster = { sum: below.sum + cluster.sum, members: [...below.members, ...cluster.members] };
    }
    clusters.push(cluster);
  }
  const places = values.map(() => 0);
  for (const cluster of clusters) {
    cluster.members.forEach((i, position) => (places[i] = low(cluster) + gap * position));
  }
  return places;
}
