// @ts-check

/** @typedef {import("../progress.ts").Progress["running"][number]} Running */

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [260, 118, 32, 8, 9, 22];

/**
 * @param {string} name
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} content Text becomes text, never markup.
 */
export function made(name, attributes, ...content) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...content);
  return element;
}

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {...(Node | string)} content
 */
function drawn(name, attributes, ...content) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...content);
  return element;
}

/**
 * A drawing of some columns of a curve.
 *
 * @param {Running} run
 * @param {string} title
 * @param {readonly { name: string, values: readonly (number | null)[] }[]} lines
 * @param {number} highest Of the scale.
 * @param {(value: number) => string} show
 */
function curve({ curve: { epoch }, epochs }, title, lines, highest, show) {
  const x = (/** @type {number} */ e) => LEFT + (WIDTH - LEFT - RIGHT) * (e - 1) / Math.max(1, epochs - 1);
  const y = (/** @type {number} */ v) => HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * Math.min(1, v / highest);
  const grid = [0, 0.5, 1].map((part) =>
    drawn(
      "g",
      {},
      drawn("line", {
        class: "grid",
        x1: LEFT,
        x2: WIDTH - RIGHT,
        y1: y(part * highest),
        y2: y(part * highest),
      }),
      drawn("text", { x: LEFT - 5, y: y(part * highest) + 4, "text-anchor": "end" }, show(part * highest)),
    )
  );
  const ends = [1, epochs].map((e, i) =>
    drawn("text", { x: x(e), y: HEIGHT - 6, "text-anchor": i === 0 ? "start" : "end" }, String(e))
  );
  const paths = lines.flatMap(({ name, values }) => {
    const points = values.flatMap((value, i) => (value === null ? [] : [[x(epoch[i] ?? 1), y(value)]]));
    const last = points.at(-1);
    return [
      drawn("polyline", {
        class: name,
        points: points.map((p) => p.map((v) => v.toFixed(1)).join(",")).join(" "),
      }),
      ...(last === undefined
        ? []
        : [drawn("circle", { class: name, cx: last[0] ?? 0, cy: last[1] ?? 0, r: 2.5 })]),
    ];
  });
  const said = lines.map(({ name, values }) => {
    const value = values.at(-1);
    return `${name} ${value === null || value === undefined ? "unknown" : show(value)}`;
  }).join(", ");
  const label = `${title}, latest: ${said}`;
  return made(
    "figure",
    {},
    drawn(
      "svg",
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label },
      ...grid,
      ...ends,
      ...paths,
    ),
    made(
      "figcaption",
      {},
      `${title}: `,
      ...lines.flatMap((
        { name },
        i,
      ) => [...(i > 0 ? [" "] : []), made("span", { class: `key ${name}` }, name)]),
    ),
  );
}

/**
 * A run as an item of a list: its name, how far it is, its curves.
 *
 * @param {Running} run
 */
export function runItem(run) {
  const { label, epoch, epochs, curve: { loss, accuracy, validationAccuracy } } = run;
  const head = made("p", {}, made("b", {}, label), ` epoch ${epoch} of ${epochs}`);
  if (epoch === 0) return made("li", {}, head);
  const highest = Math.max(1e-9, ...loss.filter((value) => value !== null));
  const percent = (/** @type {number} */ share) => `${Number((100 * share).toPrecision(3))}`;
  const lines = [{ name: "training", values: accuracy }, { name: "test", values: validationAccuracy }];
  return made(
    "li",
    {},
    head,
    made(
      "div",
      { class: "pair" },
      curve(run, "Accuracy, percent", lines, 1, percent),
      curve(run, "Loss", [{ name: "training", values: loss }], highest, (v) => `${Number(v.toPrecision(2))}`),
    ),
  );
}
