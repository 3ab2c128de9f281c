/** `--scan`: a key a line. */
import { isForCluster } from '../flags.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { escapeBytes } from '../../../shared/format/escape.ts';
import { latin1 } from '../../../shared/resp/resp.ts';
import { listKeys } from './cluster-keys.ts';
import { untilInterrupt } from './interrupt.ts';
import { keyOptions, scanArgs, type KeyOptions } from './key-options.ts';
import type { ModeContext } from './mode-context.ts';
import { openModeNodes } from './mode-nodes.ts';
import { openSeed, scanPage } from './node-pages.ts';

export async function scan(context: ModeContext): Promise<number> {
  const { flags, request, output } = context;
  const options = keyOptions(request);
  if (typeof options === 'string') {
    output.error(`${options}\n`);
    return 1;
  }
  // Every other form prints keys as they are.
  const lineOf =
    flags.style.form === 'standard'
      ? (key: Uint8Array) => `"${escapeBytes(key)}"\n`
      : (key: Uint8Array) => `${latin1(key)}\n`;
  if (!isForCluster(flags)) return scanSeed(context, options, lineOf);
  const nodes = await openModeNodes(context);
  if (!nodes?.cluster) return 1;
  const code = await listKeys(context, nodes, nodes.cluster, options, (_node, keys) => {
    output.text(keys.map(({ key }) => lineOf(key)).join(''));
    return undefined;
  });
  nodes.close();
  return code;
}

async function scanSeed(
  context: ModeContext,
  options: KeyOptions,
  lineOf: (key: Uint8Array) => string,
): Promise<number> {
  const { flags, output } = context;
  const isTyped = untilInterrupt();
  const node = await openSeed(context);
  const tail = scanArgs(options);
  let cursor = 0n;
  do {
    const page = await scanPage(node, cursor, tail);
    output.text(page.keys.map(lineOf).join(''));
    cursor = page.cursor;
    if (flags.interval > 0) await sleep(flags.interval);
  } while (cursor !== 0n && !isTyped());
  node.close();
  return 0;
}
