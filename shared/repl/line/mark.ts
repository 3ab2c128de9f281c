/** A stretch of the line and the palette index of the line under it. */
export interface Mark {
  start: number;
  end: number;
  /** No line under it if absent. */
  ink?: number | undefined;
  bold?: boolean;
}
