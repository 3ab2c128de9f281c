/** Which commands a session must run: those that change their connection, or whose answers never end. */
import { lowerWord } from '../../shared/resp/resp.ts';

type Args = readonly Uint8Array[];

/** Their answers are a stream, or are not sent to any connection. */
const STREAMS = new Set([
  'subscribe',
  'psubscribe',
  'ssubscribe',
  'unsubscribe',
  'punsubscribe',
  'sunsubscribe',
  'monitor',
  'sync',
  'psync',
  'quit',
  'shutdown',
]);

/** What comes after them depends on them. */
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
  return (
    STREAMS.has(name) || (name === 'client' && sub === 'reply') || (name === 'script' && sub === 'debug')
  );
}

export function changesConnection(args: Args): boolean {
  const name = lowerWord(args[0]);
  return STATES.has(name) || (name === 'client' && !CLIENT_QUESTIONS.has(lowerWord(args[1])));
}
