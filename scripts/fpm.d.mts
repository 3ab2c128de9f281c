/** Types for the tests. */
interface Given {
  files: { source: string; place: string }[];
  depends: string[];
}
export function readArguments(argv: readonly string[]): Given;
export function controlOf(given: Given, size: number): string;
export function specOf(
  given: Given,
  root: string,
  entries: readonly { name: string; isFolder: boolean; mode: number }[],
): string;
