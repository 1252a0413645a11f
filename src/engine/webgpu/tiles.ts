/**
 * How a product is cut up. A workgroup makes `down * rows` x `across * columns` results from slices of
 * `depth`; each of its `down * across` invocations keeps `rows` x `columns` of them in registers.
 */
export interface Tile {
  readonly rows: number;
  readonly columns: number;
  readonly down: number;
  readonly across: number;
  readonly depth: number;
  /** Whether the products of a slice are written out one by one, at constant addresses, or as a loop. */
  readonly unrolled: boolean;
  /** Whether invocations load `a` for themselves, not through workgroup memory; only where `across` is 1. */
  readonly direct: boolean;
}

/** Sizes of a product `[m, k] x [k, n]`. */
export interface ProductSize {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Whether k is divided among workgroups, so that few tiles keep all cores busy. */
  readonly split?: boolean;
}

/** Workgroups that keep a large GPU busy. */
const BUSY = 256;

/** Results of a tile along its sides. */
export function sides(tile: Tile): { readonly m: number; readonly n: number } {
  return { m: tile.down * tile.rows, n: tile.across * tile.columns };
}

/** What decides about tiles besides a product's size. */
export interface TileLimits {
  /** A rasteriser on the CPU. */
  readonly software: boolean;
  /** Bytes of memory that a workgroup may share. */
  readonly workgroupBytes: number;
}

/** Chooses a tile for a product. */
export type TileChoice = (size: ProductSize) => Tile;

/** Bytes that a workgroup shares: both slices, padded, and the sums of the statistics. */
export function sharedBytes(tile: Tile): number {
  const { m, n } = sides(tile);
  const line = tile.depth / 4 + 1;
  return 16 * ((tile.direct ? 0 : m * line) + n * line + (tile.down + 1) * n / 4);
}

/** Tiles: large ones read less, small ones waste less at the edges and keep more cores busy. */
export function tileChoice(limits: TileLimits): TileChoice {
  return (size) => {
    if (limits.software) return softwareTile(size);
    const depth = Math.ceil(size.k / 8) % 2 === 1 && size.k < 64 ? 8 : 16;
    const all = [64, 32, 16].filter((wide) => wide < 2 * size.n || wide === 16)
      .flatMap((wide) => [128, 64, 32].map((high) => gpuTile(high, wide, depth)))
      .filter((tile) => sharedBytes(tile) <= limits.workgroupBytes)
      .sort((a, b) => cellsOf(b) - cellsOf(a));
    const enough = (tile: Tile) => {
      const { m, n } = sides(tile);
      const groups = Math.ceil(size.m / m) * Math.ceil(size.n / n);
      return (groups >= BUSY || size.split === true) && m < 2 * size.m;
    };
    return all.find(enough) ?? gpuTile(32, 16, size.k >= 256 ? 32 : depth);
  };
}

function cellsOf(tile: Tile): number {
  return sides(tile).m * sides(tile).n;
}

function gpuTile(high: number, wide: number, depth: number): Tile {
  const cells = high * wide;
  const [rows, columns] = cells >= 8192 ? [8, 8] : cells >= 2048 ? [8, 4] : [4, 4];
  return { rows, columns, down: high / rows, across: wide / columns, depth, unrolled: false, direct: false };
}

/**
 * A rasteriser runs eight invocations as one vector and makes a loop of every load whose address is not the
 * same in all of them: each invocation keeps its own rows, and columns are read at constant addresses.
 */
function softwareTile(size: ProductSize): Tile {
  return {
    rows: 4,
    columns: 16,
    down: size.m < 128 ? 8 : 32,
    across: 1,
    depth: 4,
    unrolled: true,
    direct: true,
  };
}
