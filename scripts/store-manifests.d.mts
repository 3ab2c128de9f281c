/** Types for the tests. */
interface Manifest {
  name: string;
  version: string;
  license: string;
  homepage: string;
  author: string;
}
export function storeManifests(manifest: Manifest, checksums: string, base: string): Record<string, string>;
