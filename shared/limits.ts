/** How much the window may ask of main. What one does by hand stays far below. */

export const MOST_WINDOWS = 16;
/** Of one window. */
export const MOST_SHELLS = 32;
export const lengthOf = (lines: readonly string[]): number =>
  lines.reduce((sum, line) => sum + line.length, 0);
