/** Which lines of a script are run. Pure. */

/** `#` is the script's own mark, no server's: such a line is a remark, and is never sent. */
export const isComment = (line: string): boolean => line.trimStart().startsWith('#');

/** The lines that are run: no blank ones, no remarks. */
export const runnableLines = (lines: readonly string[]): string[] =>
  lines.filter((line) => line.trim() !== '' && !isComment(line));
