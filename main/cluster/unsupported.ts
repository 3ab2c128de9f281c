/**
 * Commands that would turn the connection into something else, or bind it to state that the next command, routed to
 * another connection, would not find. They are refused before they are sent: half of a transaction is worse than none.
 */
import type { Failure } from '../../shared/model.ts';
import { lowerWord } from '../../shared/resp.ts';

const TRANSACTION =
  'Slotshell sends each command to the owner of its slot, so the commands after MULTI or WATCH could reach another connection and run at once.';
const STREAM = 'It turns the connection into a stream, which this shell does not read yet.';
const SILENT = 'The server would stop answering, and a shell without answers only hangs.';

const REASONS: { readonly [command: string]: { why: string; advice: string } } = {
  multi: { why: TRANSACTION, advice: 'Use a Lua script (EVAL with its KEYS) for what must happen as one.' },
  exec: { why: TRANSACTION, advice: '' },
  discard: { why: TRANSACTION, advice: '' },
  watch: { why: TRANSACTION, advice: '' },
  subscribe: { why: STREAM, advice: 'Use redis-cli for it for now; PUBLISH works here.' },
  psubscribe: { why: STREAM, advice: 'Use redis-cli for it for now; PUBLISH works here.' },
  ssubscribe: { why: STREAM, advice: 'Use redis-cli for it for now; SPUBLISH works here.' },
  monitor: { why: STREAM, advice: 'Use redis-cli for it for now.' },
  sync: { why: STREAM, advice: '' },
  psync: { why: STREAM, advice: '' },
  quit: {
    why: 'It would only close one connection of several.',
    advice: 'Close the window to end the shell.',
  },
};

/** Null where the command may be sent. */
export function refuse(words: readonly Uint8Array[]): Failure | null {
  const name = lowerWord(words[0]);
  const reply = name === 'client' && lowerWord(words[1]) === 'reply' && lowerWord(words[2]) !== 'on';
  const reason = reply
    ? { why: SILENT, advice: '' }
    : Object.hasOwn(REASONS, name)
      ? REASONS[name]
      : undefined;
  if (!reason) return null;
  const shown = reply ? 'CLIENT REPLY' : name.toUpperCase();
  return { code: 'refused', message: `${shown} was not sent. ${reason.why}`, advice: reason.advice };
}
