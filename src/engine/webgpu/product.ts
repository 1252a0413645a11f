import { ENTRY } from "./kernel.ts";
import { sides, type Tile } from "./tiles.ts";

/**
 * A tiled product `[m, k] x [k, n]` whose factors are gathered. `rows`: `a` gives four neighbours along k,
 * `b` four along n. `dot`: both give four along k. `outer`: `a` gives four along m, `b` four along n.
 */
export interface ProductText {
  readonly mode: "rows" | "dot" | "outer";
  readonly tile: Tile;
  /** Functions `a(place or k, quad)` and `b(k or n, quad)`; `place(m, rows)` unless `outer`; `store`. */
  readonly functions: string;
  /** Defines `rows` (m), `first` and `end` (k), all u32. */
  readonly begin: string;
  /** n. */
  readonly width: number;
  /** Behind the stores: nothing, or sums of each column's results and of squared differences from their mean. */
  readonly statistics: boolean;
}

const range = (n: number) => [...Array(n).keys()];
const lines = (parts: readonly string[]) => parts.join("\n");

/** WGSL of a product. */
export function productCode(text: ProductText): string {
  const { tile, width, mode } = text;
  const { m, n } = sides(tile);
  const { depth, down, across } = tile;
  const quads = depth / 4;
  // On a GPU the next slice is on its way while this one is multiplied.
  const stage = staging(text);
  // One quad of padding keeps rows that are read together off the same banks.
  const sizeA = mode === "outer" ? depth * m / 4 : m * (quads + 1);
  const sizeB = mode === "dot" ? n * (quads + 1) : depth * n / 4;
  return `${text.functions}
${tile.direct ? "" : `var<workgroup> sa: array<vec4<f32>, ${sizeA}>;`}
var<workgroup> sb: array<vec4<f32>, ${sizeB}>;
${
    text.statistics
      ? `var<workgroup> sums: array<vec4<f32>, ${down * n / 4}>;\nvar<workgroup> totals: array<vec4<f32>, ${
        n / 4
      }>;`
      : ""
  }
@compute @workgroup_size(${down * across})
${ENTRY}
  ${text.begin}
  let m0 = (group / ${Math.ceil(width / n)}u) * ${m}u;
  let n0 = (group % ${Math.ceil(width / n)}u) * ${n}u;
  if (m0 >= rows) { return; }
  let tx = ${across === 1 ? "0u" : `tid % ${across}u`};
  let ty = tid / ${across}u;
${lines(registers(text).map((name) => `  var ${name} = ${mode === "dot" ? "0.0" : "vec4<f32>()"};`))}
${places(text)}
${tile.direct ? "" : stage.fetch("first").replace(/^/gm, "  var ")}
  for (var k0 = first; k0 < end; k0 += ${depth}u) {
${tile.direct ? stage.fetch("k0").replace(/^/gm, "    let ") : ""}
${stage.put}
    workgroupBarrier();
${tile.direct ? "" : stage.fetch(`(k0 + ${depth}u)`)}
${arithmetic(text)}
    workgroupBarrier();
  }
${stores(text)}
${text.statistics ? statistics(text) : ""}
}
`;
}

/** Names of the accumulators: `c{row}_{column}`, a column being four results unless in `dot`. */
function registers({ tile, mode }: ProductText): string[] {
  const columns = mode === "dot" ? tile.columns : tile.columns / 4;
  return range(tile.rows).flatMap((i) => range(columns).map((j) => `c${i}_${j}`));
}

/** Quads of a factor that a workgroup loads per slice, and how many stand in one line of it. */
function loadsOf({ tile, mode }: ProductText, factor: "a" | "b"): { perLine: number; count: number } {
  const side = factor === "a" ? sides(tile).m : sides(tile).n;
  const lying = factor === "a" ? mode === "outer" : mode !== "dot";
  return { perLine: lying ? side / 4 : tile.depth / 4, count: side * tile.depth / 4 };
}

/** Where the rows lie that an invocation loads: the same in every slice. */
function places(text: ProductText): string {
  const { tile, mode } = text;
  if (mode === "outer") return "";
  if (tile.direct) {
    return lines(range(tile.rows).map((i) => `  let p${i} = place(m0 + ty + ${i * tile.down}u, rows);`));
  }
  const threads = tile.down * tile.across;
  const { perLine, count } = loadsOf(text, "a");
  return lines(
    range(Math.ceil(count / threads)).map((r) =>
      `  let p${r} = place(m0 + (tid + ${r * threads}u) / ${perLine}u, rows);`
    ),
  );
}

/** How an invocation fetches its quads of a slice that begins at `k`, and puts them into workgroup memory. */
function staging(text: ProductText): { fetch: (k: string) => string; put: string } {
  const { tile, mode } = text;
  const line = tile.depth / 4 + 1;
  const threads = tile.down * tile.across;
  const staged = tile.direct ? ["b"] as const : ["a", "b"] as const;
  const all = staged.flatMap((factor) => {
    const { perLine, count } = loadsOf(text, factor);
    return range(Math.ceil(count / threads)).map((r) => {
      const at = `(tid + ${r * threads}u)`;
      const [i, j] = [`${at} / ${perLine}u`, `${at} % ${perLine}u`];
      const lying = factor === "a" ? mode === "outer" : mode !== "dot";
      const [row, edge] = factor === "a" ? [`p${r}`, "m0"] : [`n0 + ${i}`, "n0"];
      const from = (k: string) => lying ? `${k} + ${i}, ${edge} / 4u + ${j}` : `${row}, ${k} / 4u + ${j}`;
      const whole = (r + 1) * threads <= count;
      const put = `s${factor}[${lying ? at : `(${i}) * ${line}u + ${j}`}] = next_${factor}${r};`;
      return {
        fetch: (k: string) => `next_${factor}${r} = ${factor}(${from(k)});`,
        put: whole ? put : `if (${at} < ${count}u) { ${put} }`,
      };
    });
  });
  return { fetch: (k) => lines(all.map(({ fetch }) => fetch(k))), put: lines(all.map(({ put }) => put)) };
}

/** All products of one slice: written out, or as a loop over quads of k, which compiles faster. */
function arithmetic(text: ProductText): string {
  const { mode, tile } = text;
  const quads = tile.depth / 4;
  const part = (q: string) =>
    mode === "outer"
      ? lines(range(4).map((l) => `{\n${outerPart(text, `(${q} * 4u + ${l}u)`)}\n}`))
      : mode === "dot"
      ? dotPart(text, q)
      : rowsPart(text, q);
  if (tile.unrolled) return lines(range(quads).map((q) => `{\n${part(`${q}u`)}\n}`));
  return `for (var q = 0u; q < ${quads}u; q++) {\n${part("q")}\n}`;
}

function outerPart({ tile }: ProductText, k: string): string {
  const { rows, columns, down, across, direct } = tile;
  const { m, n } = sides(tile);
  return lines([
    ...range(rows / 4).map((i) =>
      direct
        ? `let a${i} = a(k0 + ${k}, m0 / 4u + ty + ${i * down}u);`
        : `let a${i} = sa[ty + ${k} * ${m / 4}u + ${i * down}u];`
    ),
    ...range(columns / 4).map((j) => `let b${j} = sb[tx + ${k} * ${n / 4}u + ${j * across}u];`),
    ...range(rows).flatMap((i) =>
      range(columns / 4).map((j) =>
        `c${i}_${j} = fma(vec4<f32>(a${i >> 2}.${"xyzw"[i & 3]}), b${j}, c${i}_${j});`
      )
    ),
  ]);
}

function lineOfA({ tile }: ProductText, k: string): string[] {
  const { rows, down, depth } = tile;
  const line = depth / 4 + 1;
  if (tile.direct) return range(rows).map((i) => `let a${i} = a(p${i}, k0 / 4u + ${k});`);
  return range(rows).map((i) => `let a${i} = sa[ty * ${line}u + ${k} + ${i * down * line}u];`);
}

function dotPart(text: ProductText, k: string): string {
  const { rows, columns, across, depth } = text.tile;
  const line = depth / 4 + 1;
  return lines([
    ...lineOfA(text, k),
    ...range(columns).map((j) => `let b${j} = sb[tx * ${line}u + ${k} + ${j * across * line}u];`),
    ...[..."xyzw"].flatMap((l) =>
      range(rows).flatMap((i) =>
        range(columns).map((j) => `c${i}_${j} = fma(a${i}.${l}, b${j}.${l}, c${i}_${j});`)
      )
    ),
  ]);
}

function rowsPart(text: ProductText, k: string): string {
  const { rows, columns, across } = text.tile;
  const { n } = sides(text.tile);
  return lines([
    ...lineOfA(text, k),
    ...range(4).flatMap((l) => [
      ...range(columns / 4).map((j) =>
        `let b${l}_${j} = sb[tx + ${k} * ${n}u + ${l * n / 4 + j * across}u];`
      ),
      ...range(rows).flatMap((i) =>
        range(columns / 4).map((j) =>
          `c${i}_${j} = fma(vec4<f32>(a${i}.${"xyzw"[l]}), b${l}_${j}, c${i}_${j});`
        )
      ),
    ]),
  ]);
}

function stores({ tile, mode }: ProductText): string {
  const { rows, down, across } = tile;
  const columns = mode === "dot" ? tile.columns : tile.columns / 4;
  return lines(
    range(rows).flatMap((i) =>
      range(columns).map((j) => {
        const row = mode === "outer"
          ? `m0 + (ty + ${(i >> 2) * down}u) * 4u + ${i & 3}u`
          : `m0 + ty + ${i * down}u`;
        const column = mode === "dot" ? `n0 + tx + ${j * across}u` : `n0 / 4u + tx + ${j * across}u`;
        return `  store(${row}, ${column}, rows, c${i}_${j});`;
      })
    ),
  );
}

/** Partial sums of batch norm: this workgroup's sum and sum of squared differences from its own mean. */
function statistics({ tile }: ProductText): string {
  const { rows, down, across } = tile;
  const { m, n } = sides(tile);
  const columns = range(tile.columns / 4);
  const own = (j: number) => `tx + ${j * across}u`;
  const add = (value: (i: number, j: number) => string) =>
    columns.map((j) =>
      `  sums[ty * ${n / 4}u + ${own(j)}] = ${range(rows).map((i) => value(i, j)).join(" + ")};`
    );
  const reduce = (part: number) =>
    `  workgroupBarrier();
  for (var c = tid; c < ${n / 4}u; c += ${down * across}u) {
    var sum = vec4<f32>();
    for (var i = 0u; i < min(${down}u, rows - m0); i++) { sum += sums[i * ${n / 4}u + c]; }
    totals[c] = sum;
    keep(m0 / ${m}u, ${part}u, n0 / 4u + c, sum);
  }
  workgroupBarrier();`;
  return lines([
    ...add((i, j) => `c${i}_${j}`),
    reduce(0),
    ...columns.map((j) => `  let mean${j} = totals[${own(j)}] / f32(min(${m}u, rows - m0));`),
    ...add((i, j) => `difference(c${i}_${j}, mean${j}, m0 + ty + ${i * down}u < rows)`),
    reduce(1),
  ]);
}
