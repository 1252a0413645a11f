/** Numbers in rows and columns. */
export interface Matrix {
  /** Number of rows. */
  readonly rows: number;
  /** Numbers in a row. */
  readonly columns: number;
  /** Row by row, shape `[rows * columns]`. */
  readonly values: Float32Array;
}
