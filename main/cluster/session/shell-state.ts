/**
 * What a shell's commands change for every connection it has or will have, once a server has accepted them: AUTH, HELLO,
 * SELECT, RESET, and what each new connection begins with (CLIENT SETNAME, READONLY, CLIENT TRACKING, …). Pure.
 */
import type { Protocol } from '../../../shared/session/session.ts';
import { decode, lowerWord } from '../../../shared/resp/resp.ts';
import { joinFrame, type RawReply } from '../wire/raw-reply.ts';

type Words = readonly Uint8Array[];

export interface Effect {
  username?: string | undefined;
  password?: string | undefined;
  protocol?: Protocol;
  database?: number;
  /** Commands for new connections by what they set; null takes one back. */
  setup?: { readonly [what: string]: Words | null };
  /** RESET: all of the setup is gone. */
  reset?: boolean;
}

const text = (word: Uint8Array | undefined) => (word ? new TextDecoder().decode(word) : '');

/** Null for a command that changes none of it. `words` is a command that a server answered without an error, and not with QUEUED. */
export function effectOf(words: Words): Effect | null {
  switch (lowerWord(words[0])) {
    case 'auth':
      return words.length > 2
        ? { username: text(words[1]), password: text(words[2]) }
        : { username: undefined, password: text(words[1]) };
    case 'select':
      return { database: Number(text(words[1])) || 0 };
    case 'reset':
      return { protocol: 2, database: 0, username: undefined, password: undefined, reset: true };
    case 'hello':
      return helloEffect(words);
    case 'readonly':
      return { setup: { readonly: words } };
    case 'readwrite':
      return { setup: { readonly: null } };
    case 'client':
      return clientEffect(words);
    default:
      return null;
  }
}

function helloEffect(words: Words): Effect {
  const effect: Effect = {};
  const version = text(words[1]);
  if (version === '3' || version === '2') effect.protocol = version === '3' ? 3 : 2;
  for (let i = 2; i < words.length; i++) {
    const option = lowerWord(words[i]);
    if (option === 'auth' && words.length > i + 2) {
      effect.username = text(words[i + 1]);
      effect.password = text(words[i + 2]);
      i += 2;
    } else if (option === 'setname' && words[i + 1]) {
      effect.setup = { name: setName(words[i + 1]!) };
      i += 1;
    }
  }
  return effect;
}

const ascii = (word: string) => new TextEncoder().encode(word);
const setName = (name: Uint8Array): Words | null =>
  name.length > 0 ? [ascii('CLIENT'), ascii('SETNAME'), name] : null;

function clientEffect(words: Words): Effect | null {
  const sub = lowerWord(words[1]);
  const on = lowerWord(words[2]) === 'on';
  switch (sub) {
    case 'setname':
      return words[2] ? { setup: { name: setName(words[2]) } } : null;
    case 'no-evict':
    case 'no-touch':
      return { setup: { [sub]: on ? words : null } };
    case 'setinfo':
      return { setup: { [`setinfo ${lowerWord(words[2])}`]: words } };
    case 'tracking': {
      // REDIRECT names a connection of one node: elsewhere that number is another client, or none.
      const redirected = words.some((word) => lowerWord(word) === 'redirect');
      return redirected ? null : { setup: { tracking: on ? words : null } };
    }
    default:
      return null;
  }
}

/** What the commands that an EXEC has run change for the shell; those that it answers with an error change nothing. */
export function effectsOf(ran: readonly Words[], reply: RawReply | null): Effect[] {
  const effects = ran.map(effectOf);
  if (!reply || effects.every((effect) => effect === null)) return [];
  const decoded = decode(joinFrame(reply));
  const items = decoded.type === 'array' ? decoded.items : [];
  return effects.filter((effect, i) => effect !== null && items[i]?.type !== 'error') as Effect[];
}
