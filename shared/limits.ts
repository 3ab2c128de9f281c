/** How much a window may ask of main. A user's own actions stay far below. */

export const MOST_WINDOWS = 16;
/** In one window. */
export const MOST_SHELLS = 32;
export const lengthOf = (lines: readonly string[]): number =>
  lines.reduce((sum, line) => sum + line.length, 0);
