/**
 * Masks secrets in error replies. Servers quote commands that they do not understand, passwords included: `ERR unknown
 * command 'HELLO', with args beginning with: '3' 'AUTH' 'default' 'hunter2'`. Pure.
 */
import { latin1 } from '../../../shared/resp/resp.ts';
import { DOTS, firstSecret } from '../../../shared/commands/command-secrets.ts';
import { FrameWalk } from './frame-walk.ts';
import { concat, joinFrame, type RawReply } from './raw-reply.ts';

type Args = readonly Uint8Array[];

const ERROR = 0x2d;
const ARRAY = 0x2a;
const DOTS_LATIN1 = Buffer.from(DOTS).toString('latin1');
const QUOTES = new Set(["'", '"', '`']);
/** Characters of a secret that are masked anywhere; shorter pieces may be the server's own words. */
const DISTINCTIVE = 8;

/** Masks the secrets of these commands (several for an EXEC) if the reply is or contains an error. */
export function withoutSecrets(reply: RawReply, commands: readonly Args[]): RawReply {
  if (reply.type !== ERROR && reply.type !== ARRAY) return reply;
  const secrets = commands.flatMap((args) => args.slice(firstSecret(args) ?? args.length).map(asQuoted));
  if (secrets.length === 0) return reply;
  if (reply.type === ERROR) return replyOf(reply, hide(joinFrame(reply), secrets));
  const header = Buffer.from(`*${reply.elements}\r\n`);
  const elements = new FrameWalk(reply).elements(0, reply.elements);
  if (!elements.some((element) => element[0] === ERROR)) return reply;
  const hidden = elements.map((element) => (element[0] === ERROR ? hide(element, secrets) : element));
  return replyOf(reply, concat([header, ...hidden]));
}

/** Masks these secrets in a server's text. */
export const textWithoutSecrets = (text: string, secrets: readonly string[]): string =>
  secrets.reduce((hidden, secret) => hideOne(hidden, secret, DOTS), text);

const replyOf = (reply: RawReply, frame: Uint8Array): RawReply => ({
  ...reply,
  chunks: [frame],
  bytes: frame.length,
});

/** An error is one line, so servers replace line breaks by spaces. */
const asQuoted = (word: Uint8Array): string => latin1(word).replaceAll(/[\r\n]/g, ' ');

const hide = (line: Uint8Array, secrets: readonly string[]): Uint8Array =>
  Buffer.from(
    secrets.reduce((hidden, secret) => hideOne(hidden, secret, DOTS_LATIN1), latin1(line)),
    'latin1',
  );

/** Masks the secret as a quoted word, its beginning if the server cut it, or a long piece of it anywhere. */
function hideOne(text: string, secret: string, dots: string): string {
  let hidden = '';
  for (let at = 0; at < text.length;) {
    const length = commonLength(text, at, secret);
    const quote = text[at - 1] ?? '';
    const isQuoted = QUOTES.has(quote) && (length === secret.length || text[at + length] === quote);
    const isSecret = length > 0 && (isQuoted || length >= Math.min(Math.max(secret.length, DISTINCTIVE), 24));
    hidden += isSecret ? dots : text[at]!;
    at += isSecret ? length : 1;
  }
  return hidden;
}

function commonLength(text: string, at: number, secret: string): number {
  let length = 0;
  while (length < secret.length && text[at + length] === secret[length]) length++;
  return length;
}
