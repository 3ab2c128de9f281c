/** Continues a window of an earlier start: its shells, and its connection if nothing has to be asked for it. */
import { quoteWord } from '../../shared/commands/quote.ts';
import { escapeForLine } from '../../shared/format/escape.ts';
import type { Emit } from '../../shared/ipc.ts';
import type { Connections } from '../connections/connections.ts';
import { defaultsIn, parseLaunch } from '../connections/launch-options.ts';
import type { LastingConnection, LastingWindow } from '../storage/windows-file.ts';
import { attempt } from './launch.ts';
import type { Workspace } from './workspace.ts';

/**
 * Production, a password that is not kept, and what a link asked for are offered, not connected. Resolves when the window can be
 * shown; `done` when its connection is made or has failed, which the window shows.
 */
export async function restoreWindow(
  workspace: Workspace,
  last: LastingWindow,
  connections: Connections,
  emit: Emit,
): Promise<{ done: Promise<unknown> | null }> {
  workspace.restore(last);
  const { connection } = last;
  if (connection === null) return { done: null };
  const offer = (name: string, why: string) =>
    emit('notice', {
      tone: 'info',
      text: `This window was connected to ${escapeForLine(name.slice(0, 200))}. ${why}, so it does not connect by itself: press Connect.`,
    });
  if ('profile' in connection) {
    const found = connections.unasked(connection.profile, connection.secrets);
    if (!found) return { done: null };
    const { profile, isUnasked } = found;
    const isProduction = profile.environment === 'production';
    workspace.beginWith(isUnasked && !isProduction ? { connect: profile.id } : { offer: profile.id });
    if (isProduction) offer(profile.name, 'That is production');
    else if (!isUnasked) offer(profile.name, 'Its password is not kept');
    return { done: null };
  }
  if (connection.production || !connection.isWhole) {
    const text = lineOf(connection);
    workspace.beginWith({ offerText: text });
    const isWithout = 'Its password is not kept, or a link led there';
    offer(text, connection.production ? 'That is production' : isWithout);
    return { done: null };
  }
  const { args, readOnly } = connection;
  const launch = await attempt(workspace, () =>
    parseLaunch(args, {}, { defaults: defaultsIn(workspace.settings) }),
  );
  if (launch?.kind !== 'connect') return { done: null };
  const target = { ...launch.target, readOnly: readOnly || launch.target.readOnly };
  return { done: attempt(workspace, () => workspace.connect(target)) };
}

/** The text for the connect field. */
function lineOf({ args, production, readOnly }: Extract<LastingConnection, { args: string[] }>): string {
  const marks = [production && '--production', readOnly && '--read-only'].filter((mark) => mark !== false);
  const words = [...args, ...marks.filter((mark) => !args.includes(mark))];
  return words.map((word) => quoteWord(Buffer.from(word))).join(' ');
}
