/** Numbers in rows and columns. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** Row by row, shape `[rows * columns]`. */
  readonly values: Float32Array;
}
