/** The modes of the command, each loaded when it is asked for. */
import type { Mode } from '../../connections/cli-flag-row.ts';
import type { Output } from '../output.ts';
import type { ModeContext, RunMode } from './mode-context.ts';
import { ModeEnd } from './mode-end.ts';

const MODES: { readonly [name in Mode]?: () => Promise<RunMode> } = {
  bigkeys: async () => (await import('./big-keys.ts')).bigKeys,
  memkeys: async () => (await import('./big-keys.ts')).bigKeys,
  keystats: async () => (await import('./key-stats.ts')).keyStats,
  hotkeys: async () => (await import('./hot-keys.ts')).hotKeys,
  ldb: async () => (await import('./ldb/ldb.ts')).ldb,
  scan: async () => (await import('./scan.ts')).scan,
  stat: async () => (await import('./stat.ts')).stat,
  latency: async () => (await import('./latency.ts')).latency,
  'latency-dist': async () => (await import('./latency-dist.ts')).latencyDist,
  'intrinsic-latency': async () => (await import('./intrinsic-latency.ts')).intrinsicLatency,
  'lru-test': async () => (await import('./lru-test.ts')).lruTest,
  rdb: async () => (await import('./rdb/rdb.ts')).rdb,
  'functions-rdb': async () => (await import('./rdb/rdb.ts')).rdb,
  replica: async () => (await import('./rdb/replica.ts')).replica,
  pipe: async () => (await import('./pipe/pipe.ts')).pipe,
};

/** Resolves with the exit code. */
export async function runMode(context: ModeContext): Promise<number> {
  const { output, request } = context;
  const load = MODES[request.name];
  if (load !== undefined) return ended(output, (await load())(context));
  output.error(`Slotshell does not have --${request.name}: use redis-cli for it.\n`);
  return 1;
}

const ended = (output: Output, code: Promise<number>): Promise<number> =>
  code.catch((error: unknown) => {
    if (!(error instanceof ModeEnd)) throw error;
    output.error(error.message);
    return 1;
  });
