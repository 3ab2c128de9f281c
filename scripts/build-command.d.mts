/** Types for the tests. */
export function buildProgram(
  entry: string,
  outDir: string,
  options?: { minify?: boolean; name?: string },
): Promise<string>;
