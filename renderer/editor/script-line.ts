/** Which lines of a script run. Pure. */

/** `#` marks a comment of the script, not of any server: such a line is never sent. */
export const isComment = (line: string): boolean => line.trimStart().startsWith('#');

/** The lines that run: no blank ones, no comments. */
export const runnableLines = (lines: readonly string[]): string[] =>
  lines.filter((line) => line.trim() !== '' && !isComment(line));
