/** Whether what the server said to a line of the user is what a step is about. Pure. */
import { escapeForLine } from '../../../shared/format/escape.ts';
import { formatReply } from '../../../shared/format/tty.ts';
import { decode, latin1, utf8, type Reply } from '../../../shared/resp/resp.ts';
import type { Execution, HopOutcome } from '../../../shared/session/execution.ts';
import type { RedirectMode } from '../../../shared/session/session.ts';
import type { Check } from './lesson.ts';

/** The server's words, cut and escaped, and its address; an empty one for a line that was not sent. */
export interface Evidence {
  says: string;
  node: string;
  /** The whole reply as text, for a figure; at most MOST_TEXT characters. */
  text?: string;
}

export type Verdict =
  | { seen: true; evidence: Evidence }
  /** Something else came. `fix` is the mode in which the line does what the step is about. */
  | { seen: false; got: string; wanted: string; fix: RedirectMode | null };

const MOST_SAID = 60;
const MOST_TEXT = 4000;

/** Whether a line that was run is the one of a step: the same words, whatever the case and the blanks. */
export const isSameLine = (ran: string, line: string): boolean => words(ran) === words(line);
// The command's words alone are kept of a line with a target.
const words = (line: string) =>
  line
    .trim()
    .replace(/^@\S+\s+/, '')
    .split(/\s+/)
    .join(' ')
    .toLowerCase();

export function judge(check: Check, execution: Execution, mode: RedirectMode): Verdict {
  const { hops } = execution;
  const last: HopOutcome | 'none' = hops.at(-1)?.outcome ?? 'none';
  const isMoved = hops.slice(0, -1).some(({ outcome }) => outcome === 'moved');
  const text = textOf(execution);
  const isRight =
    check.ends.includes(last) &&
    (check.moved === undefined || check.moved === isMoved) &&
    (check.says === undefined || check.says.test(text));
  const answer = last === 'moved' ? `MOVED ${hops.at(-1)?.slot ?? ''}` : short(text, check.says);
  const says = isMoved && last === 'reply' ? `MOVED ${execution.slot ?? ''} → ${answer}` : answer;
  const node = execution.node ?? hops.at(-1)?.node ?? '';
  if (isRight) return { seen: true, evidence: { says, node, text: text.slice(0, MOST_TEXT) } };
  return {
    seen: false,
    got: says,
    wanted: wantedOf(check),
    fix: fixFor(check, mode),
  };
}

/** What the card names as missing: text to read, in the server's words. */
export function wantedOf({ ends, moved, says, wanted }: Check): string {
  if (wanted !== undefined) return wanted;
  if (moved) return 'MOVED';
  if (ends[0] === 'reply') return (says?.source ?? '').replace(/^\\b|\[\^\].*|[\\^$]/g, '') || 'OK';
  return (ends[0] ?? '').toUpperCase();
}

function fixFor({ ends, moved }: Check, mode: RedirectMode): RedirectMode | null {
  if (ends[0] === 'moved') return mode === 'off' ? null : 'off';
  if (moved) return mode === 'follow' ? null : 'follow';
  return mode === 'off' && ends[0] === 'reply' ? 'follow' : null;
}

/** Replies as redis-cli prints them; long texts without quotes; the words of an error, or why it was not sent. */
function textOf({ reply, failure, hops, groups }: Execution): string {
  const part = reply ?? groups?.find((group) => group.reply)?.reply ?? null;
  if (part) return replyText(decode(part.whole ? part.frame : part.head));
  return failure?.message ?? hops.at(-1)?.detail ?? '';
}

function replyText(reply: Reply): string {
  const isText = reply.type === 'string' || reply.type === 'verbatim' || reply.type === 'error';
  if (isText) return utf8(reply.bytes) ?? latin1(reply.bytes);
  return formatReply(reply).trimEnd();
}

/** The line that the check is about; the first if it is about several. */
function short(text: string, says: RegExp | undefined): string {
  const lines = text.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
  const line = lines.find((one) => says?.test(one)) ?? lines[0] ?? '';
  const cut = escapeForLine(line.slice(0, MOST_SAID));
  return line.length > MOST_SAID || lines.length > 1 ? `${cut}…` : cut;
}
