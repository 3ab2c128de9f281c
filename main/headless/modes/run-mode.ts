/** The modes of the command, each loaded when it is asked for. */
import type { Mode } from '../../connections/cli-flag-row.ts';
import type { ModeContext, RunMode } from './mode-context.ts';

const MODES: { readonly [name in Mode]?: () => Promise<RunMode> } = {};

/** Resolves with the exit code. */
export async function runMode(context: ModeContext): Promise<number> {
  const { output, request } = context;
  const load = MODES[request.name];
  if (load !== undefined) return (await load())(context);
  output.error(`Slotshell does not have --${request.name}: use redis-cli for it.\n`);
  return 1;
}
