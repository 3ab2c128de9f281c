/** Which commands a session must run: those that change their connection, or whose answers never end. */
import { lowerWord } from '../../shared/resp/resp.ts';
import { isStreamCommand } from '../cluster/streams/stream-commands.ts';

type Args = readonly Uint8Array[];

/** They begin a stream of another kind than subscriptions and MONITOR, or end the connection. */
const LAST = new Set(['sync', 'psync', 'quit', 'shutdown']);

/** The commands after them depend on them. */
const STATES = new Set([
  'asking',
  'auth',
  'discard',
  'exec',
  'hello',
  'multi',
  'readonly',
  'readwrite',
  'reset',
  'select',
  'unwatch',
  'watch',
]);

/** CLIENT's subcommands that leave the connection as it is. */
const CLIENT_QUESTIONS = new Set([
  'getname',
  'getredir',
  'help',
  'id',
  'info',
  'list',
  'kill',
  'pause',
  'unpause',
]);

export function isStream(args: Args): boolean {
  const name = lowerWord(args[0]);
  const sub = lowerWord(args[1]);
  const isSilent = (name === 'client' && sub === 'reply') || (name === 'script' && sub === 'debug');
  return isStreamCommand(args) || LAST.has(name) || isSilent;
}

export function changesConnection(args: Args): boolean {
  const name = lowerWord(args[0]);
  return STATES.has(name) || (name === 'client' && !CLIENT_QUESTIONS.has(lowerWord(args[1])));
}
