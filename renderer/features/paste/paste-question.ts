/** Whether a paste is shown and confirmed before it runs. */
import type { CommandTable } from '../../../shared/commands/command-table.ts';
import { judge } from '../../../shared/commands/guard-judge.ts';
import type { SessionState } from '../../../shared/session/session.ts';
import type { Settings } from '../../../shared/session/settings.ts';
import { maskLine } from '../../../shared/commands/command-secrets.ts';
import { parseShellLine } from '../../../shared/commands/shell-line.ts';

export interface PasteQuestion {
  /** The commands in order, blank lines left out, secrets as dots. */
  lines: readonly string[];
  /** How many of them may change data or the server. */
  writes: number;
  environment: SessionState['environment'];
  /** The connection's name. */
  connection: string;
  /** Names of the shells that broadcast runs them in too. */
  others: readonly string[];
}

export interface PasteContext {
  session: Pick<SessionState, 'environment' | 'label'>;
  commands: CommandTable;
  policy: Settings['pasteConfirm'];
  others: readonly string[];
}

/** Asked before two or more lines are pasted: on production and for several shells always, elsewhere by the setting. Null if nothing is asked. */
export function questionOf(pasted: readonly string[], context: PasteContext): PasteQuestion | null {
  const { environment, label } = context.session;
  const lines = pasted.filter((line) => line.trim() !== '');
  if (lines.length < 2) return null;
  const { others } = context;
  const always = environment === 'production' || others.length > 0 || context.policy === 'always';
  if (!always && context.policy === 'never') return null;
  const writes = lines.filter((line) => mayWrite(line, context.commands)).length;
  if (!always && writes < 2) return null;
  return { lines: lines.map(maskLine), writes, environment, connection: label, others };
}

/** True if a read-only connection would refuse the line: it writes, changes the server, or is unknown. */
function mayWrite(line: string, commands: CommandTable): boolean {
  const parsed = parseShellLine(line);
  if (parsed.kind !== 'command') return false;
  return judge(parsed.args, commands, { environment: 'local', readOnly: true }).kind === 'refuse';
}
