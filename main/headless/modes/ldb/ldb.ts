/** `--ldb`, `--ldb-sync-mode`: the script of --eval in the server's Lua debugger. */
import { isatty } from 'node:tty';
import { environment } from '../../../connections/environment.ts';
import { hasColours } from '../../cluster/paint.ts';
import { evalKeys, readEval } from '../../eval-command.ts';
import { isGuarded, type Flags } from '../../flags.ts';
import { Outage } from '../../outage.ts';
import { Shell } from '../../shell.ts';
import { inputMode } from '../../terminal/mode.ts';
import type { ModeContext } from '../mode-context.ts';
import { Debugger } from './debugger.ts';
import { nodeForScript } from './script-node.ts';

export async function ldb(context: ModeContext): Promise<number> {
  const { request, output, stdin } = context;
  const isSync = request.options.has('sync-mode');
  const refusal = refusalOf(context.flags, isSync);
  if (refusal !== null) {
    output.error(`${refusal}\n`);
    return 1;
  }
  // As in redis-cli, which leaves it at this form when a session ends.
  const flags: Flags = { ...context.flags, style: { ...context.flags.style, form: 'standard' } };
  const file = flags.evalFile!;
  const node = await nodeForScript(context, evalKeys(flags.args));
  if (node === null) return 1;
  const isAttended = isatty(0) && isatty(1);
  const outage = new Outage(flags.waitMs ?? (isAttended ? Infinity : 0), (text) => output.error(text));
  const debug = new Debugger({
    flags,
    output,
    node,
    isSync,
    inColour: hasColours(environment['TERM']),
    shell: new Shell(flags, output, outage, true, node),
    script: () => readEval(file, flags.args, output),
  });
  if (!(await debug.start())) return debug.exitCode;
  const mode = inputMode(environment, isatty(0));
  if (mode !== 'pipe') {
    const [{ loadPreferences }, { runPrompt }] = await Promise.all([
      import('../../../connections/redisclirc.ts'),
      import('../../terminal/prompt.ts'),
    ]);
    const { problems, hints } = await loadPreferences(environment);
    for (const problem of problems) output.text(`${problem}\n`);
    const run = (line: string) => debug.run(line);
    await runPrompt({ shell: debug, run, flags, output, environment, mode, hints });
    return debug.exitCode;
  }
  for (let line = await stdin.line(); line !== null; line = await stdin.line()) {
    if (!(await debug.run(line))) break;
    if (debug.isLost) return 1;
  }
  debug.close();
  return debug.exitCode;
}

function refusalOf(flags: Flags, isSync: boolean): string | null {
  if (flags.evalFile === null)
    return 'Options --ldb and --ldb-sync-mode require --eval.\nTry slotshell --help for more information.';
  if (!isSync || !isGuarded(flags)) return null;
  const why = flags.target.readOnly ? 'This connection is read-only' : 'This is production';
  return `--ldb-sync-mode was refused. ${why}, and in that mode the script's changes stay, and the node serves nobody while the script is stopped. --ldb works on a copy of the data.`;
}
