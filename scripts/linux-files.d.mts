/** Types for the tests. */
interface Manifest {
  name: string;
  version: string;
  author: string;
  homepage: string;
}
export function newestChanges(changelog: string): string[];
export function debianChangelog(
  manifest: Pick<Manifest, 'name' | 'version' | 'author'>,
  changes: readonly string[],
  time: number,
): string;
export function debianCopyright(manifest: Pick<Manifest, 'author' | 'homepage'>, license: string): string;
