/**
 * Finds the changes that a shell's accepted commands make to all its present and future connections: AUTH, HELLO,
 * SELECT, RESET, and the commands that each new connection begins with (CLIENT SETNAME, READONLY, CLIENT TRACKING, …).
 * Pure.
 */
import type { Protocol } from '../../../shared/session/session.ts';
import { decode, lowerWord } from '../../../shared/resp/resp.ts';
import { joinFrame, type RawReply } from '../wire/raw-reply.ts';

type Args = readonly Uint8Array[];

export interface Effect {
  username?: string | undefined;
  password?: string | undefined;
  protocol?: Protocol;
  database?: number;
  /** Commands for new connections, by what they set; null removes one. */
  setup?: { readonly [what: string]: Args | null };
  /** RESET clears the whole setup. */
  reset?: boolean;
}

const text = (word: Uint8Array | undefined) => (word ? new TextDecoder().decode(word) : '');

/** Null for a command that changes none of it. A server has answered `words` with neither an error nor QUEUED. */
export function effectOf(args: Args): Effect | null {
  switch (lowerWord(args[0])) {
    case 'auth':
      return args.length > 2
        ? { username: text(args[1]), password: text(args[2]) }
        : { username: undefined, password: text(args[1]) };
    case 'select':
      return { database: Number(text(args[1])) || 0 };
    case 'reset':
      return { protocol: 2, database: 0, username: undefined, password: undefined, reset: true };
    case 'hello':
      return helloEffect(args);
    case 'readonly':
      return { setup: { readonly: args } };
    case 'readwrite':
      return { setup: { readonly: null } };
    case 'client':
      return clientEffect(args);
    default:
      return null;
  }
}

function helloEffect(args: Args): Effect {
  const effect: Effect = {};
  const version = text(args[1]);
  if (version === '3' || version === '2') effect.protocol = version === '3' ? 3 : 2;
  for (let i = 2; i < args.length; i++) {
    const option = lowerWord(args[i]);
    if (option === 'auth' && args.length > i + 2) {
      effect.username = text(args[i + 1]);
      effect.password = text(args[i + 2]);
      i += 2;
    } else if (option === 'setname' && args[i + 1]) {
      effect.setup = { name: setName(args[i + 1]!) };
      i += 1;
    }
  }
  return effect;
}

const ascii = (word: string) => new TextEncoder().encode(word);
const setName = (name: Uint8Array): Args | null =>
  name.length > 0 ? [ascii('CLIENT'), ascii('SETNAME'), name] : null;

function clientEffect(args: Args): Effect | null {
  const sub = lowerWord(args[1]);
  const on = lowerWord(args[2]) === 'on';
  switch (sub) {
    case 'setname':
      return args[2] ? { setup: { name: setName(args[2]) } } : null;
    case 'no-evict':
    case 'no-touch':
      return { setup: { [sub]: on ? args : null } };
    case 'setinfo':
      return { setup: { [`setinfo ${lowerWord(args[2])}`]: args } };
    case 'tracking': {
      // REDIRECT names a connection of one node: on other nodes that number is another client, or none.
      const redirected = args.some((word) => lowerWord(word) === 'redirect');
      return redirected ? null : { setup: { tracking: on ? args : null } };
    }
    default:
      return null;
  }
}

/** The effects on the shell of the commands that an EXEC ran; a command that returned an error has none. */
export function effectsOf(ran: readonly Args[], reply: RawReply | null): Effect[] {
  const effects = ran.map(effectOf);
  if (!reply || effects.every((effect) => effect === null)) return [];
  const decoded = decode(joinFrame(reply));
  const items = decoded.type === 'array' ? decoded.items : [];
  return effects.filter((effect, i) => effect !== null && items[i]?.type !== 'error') as Effect[];
}
