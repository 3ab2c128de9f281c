/**
 * Knows which commands codis 3.2 answers, which of them it divides, and whether a command that failed has run.
 * Sources: a real codis-proxy, and pkg/proxy/mapper.go, session.go and forward.go of codis 3.2.
 */
import { readable } from '../format/escape.ts';
import type { LanguageName } from '../language/language.ts';
import { latin1, lowerWord } from '../resp/resp.ts';
import { codisWords } from './words.ts';

/** Its name in SessionState.server. */
export const CODIS = 'codis';
/** The name of one that passes CLUSTER on, and tells neither slots nor servers. */
export const OLD_CODIS = 'codis before 3.2';

export const isCodisName = (server: string): boolean => server === CODIS || server === OLD_CODIS;

/** `command … is not allowed`: marked so in its table, whatever the servers behind it know. */
const NOT_ALLOWED: ReadonlySet<string> = new Set(
  (
    'asking bgrewriteaof bgsave bitop blpop brpop brpoplpush client cluster config dbsize debug discard exec flushall ' +
    'flushdb keys lastsave latency migrate monitor move msetnx multi object psubscribe psync publish punsubscribe ' +
    'randomkey readonly readwrite rename renamenx replconf restore restore-asking save scan script shutdown slaveof ' +
    'slotscheck slotsdel slotsmgrtone slotsmgrtslot slotsmgrttagone slotsmgrttagslot slowlog subscribe sync time ' +
    'unsubscribe unwatch wait watch'
  ).split(' '),
);

/** Commands that it divides by key, joining the answers. */
const DIVIDED: ReadonlySet<string> = new Set(['mget', 'mset', 'del', 'exists']);

/** Commands that would begin a transaction or a stream: what is typed after them would mean something else. */
const NEVER_SENT: ReadonlySet<string> = new Set(['multi', 'exec', 'discard', 'watch', 'unwatch']);

/** The position of the key that it goes by, in commands where that is not the first word. */
const FIRST_KEY: { readonly [name: string]: number } = {
  zinterstore: 3,
  zunionstore: 3,
  eval: 3,
  evalsha: 3,
};

type Args = readonly Uint8Array[];
type Words = ReturnType<typeof codisWords>;

const isAddress = (word: Uint8Array) => /^[^\s:]+:\d{1,5}$/.test(latin1(word.subarray(0, 300)));

/** Forms that it rejects or misreads, of commands that it knows. */
const LIMITS: { readonly [name: string]: { breaks(args: Args): boolean; says: keyof Words['what'] } } = {
  ping: { breaks: (args) => args.length > 1 && !isAddress(args[1]!), says: 'pingAddress' },
  info: { breaks: (args) => args.length > 1 && !isAddress(args[1]!), says: 'infoAddress' },
  auth: { breaks: ({ length }) => length > 2, says: 'noUsers' },
  hello: { breaks: () => true, says: 'noHello' },
};

/** Why codis would refuse or misread this command (`why` alone, and as a sentence), and what to do; null if it would not. */
export function refusedByCodis(
  args: Args,
  language: LanguageName = 'en',
  isOld = false,
): { why: string; message: string; advice: string } | null {
  const name = lowerWord(args[0]);
  // An old one passes INFO on, and answers PING itself.
  const limit =
    !isOld && Object.hasOwn(LIMITS, name) && LIMITS[name]!.breaks(args) ? LIMITS[name]!.says : null;
  const what = NOT_ALLOWED.has(name) ? 'notAllowed' : limit;
  if (what === null) return null;
  const words = codisWords(language);
  const advice: { readonly [name: string]: string } = words.advice;
  const shown = readable((args[0] ?? new Uint8Array()).subarray(0, 64)).toUpperCase();
  return {
    why: words.what[what],
    message: words.notSent({ command: shown, why: words.what[what] }),
    advice: Object.hasOwn(advice, name) ? advice[name]! : words.otherAdvice,
  };
}

/** Whether it is not sent even where refused commands are: a command typed after it would run alone. */
export const isNeverSentToCodis = (args: Args): boolean => NEVER_SENT.has(lowerWord(args[0]));

/** Whether it sends each key of this command to its own group; another command goes whole to the group of one key. */
export const isDividedByCodis = (args: Args): boolean => DIVIDED.has(lowerWord(args[0]));

/** The index of the key whose group gets the whole command. */
export function codisKeyIndex(args: Args): number {
  const name = lowerWord(args[0]);
  return Object.hasOwn(FIRST_KEY, name) ? FIRST_KEY[name]! : 1;
}

/** Errors from before a command is sent on. Another `handle request` may come of the server that a key is moving from. */
const NOT_SENT_ON =
  /^(command .* is not allowed|slot is not ready|bad slotsmgrt resp|bad command length|bad multi-bulk)/;

/**
 * Whether a command ran that codis answered with this error, the text without its `-`. in-part: some of its keys may
 * have been done. Null for an error of another kind, which is the server's own.
 */
export function fateAtCodis(
  text: string,
  args: Args,
  keys: number,
): 'did-not-run' | 'in-part' | 'unknown' | null {
  if (text.startsWith('ERR handle response, ')) return 'unknown';
  const request = 'ERR handle request, ';
  if (!text.startsWith(request)) return null;
  if (!NOT_SENT_ON.test(text.slice(request.length))) return 'unknown';
  // It sends the parts one by one, and stops at the first that it cannot send.
  return isDividedByCodis(args) && keys > 1 ? 'in-part' : 'did-not-run';
}
