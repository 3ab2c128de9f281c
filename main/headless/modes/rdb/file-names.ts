/** The names of the files of several nodes. */
import path from 'node:path';
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import { ModeEnd } from '../mode-end.ts';

const MAX_NODE = 100;

/**
 * `dump.rdb` as `dump-127.0.0.1-7001.rdb`, in the same directory. An address comes from servers, so only what cannot leave the
 * directory is taken from it. Throws a ModeEnd if two nodes would then have the same file.
 */
export function fileNames(file: string, addresses: readonly NodeAddress[]): string[] {
  const { dir, name, ext } = path.parse(file);
  const names = addresses.map((address) => {
    const node = address
      .slice(-MAX_NODE)
      .replace(/:(\d+)$/, '-$1')
      .replace(/[^\w.-]/g, '_');
    return path.join(dir, `${name}-${node}${ext}`);
  });
  const twice = names.find((one, i) => names.indexOf(one) < i);
  if (twice !== undefined) throw new ModeEnd(`Two nodes would be saved as '${twice}'.\n`);
  return names;
}
