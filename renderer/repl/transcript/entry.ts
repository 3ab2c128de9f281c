/** Describes a line and its answer as pieces that can be laid out for any width. */
import { grouped } from '../../../shared/format/count.ts';
import { copyOf, DOTS } from '../../../shared/commands/command-secrets.ts';
import { clockTime } from '../../../shared/format/clock.ts';
import { escapeBytes, escapeForTerminal, escapeReadable } from '../../../shared/format/escape.ts';
import {
  formatInvalidation,
  formatRaw,
  formatReply,
  forTerminal,
  printsRaw,
  type StringStyle,
  type TextStyle,
} from '../../../shared/format/tty.ts';
import type {
  AnswerGroup,
  Execution,
  PushedItem,
  ReplyPart,
  SplitPart,
} from '../../../shared/session/execution.ts';
import type { LanguageName } from '../../../shared/language/language.ts';
import { failureIn, type Failure } from '../../../shared/failure.ts';
import { noticeText, type Notice } from '../../../shared/session/notice.ts';
import { decode, latin1, type Reply } from '../../../shared/resp/resp.ts';
import { annotate, describeHops, formatTime } from './annotate.ts';
import type { ShellContext } from '../contract.ts';
import { markedSpans, visibleText } from '../../../shared/repl/line/edit-text.ts';
import { explainSetting } from './explain-setting.ts';
import { explainError, explainFailure } from './explain.ts';
import { markKeys } from '../line/keys.ts';
import { LONGEST_READ, type Reading } from '../../../shared/repl/line/reading.ts';
import type { BoxLine, Forms, Piece } from './layout.ts';
import type { Ran } from './record.ts';
import { span, type Span } from '../../../shared/repl/text/span.ts';
import { INK, shardInk } from '../../../shared/repl/text/ink.ts';
import { answerWords } from './words.ts';

export interface Described {
  pieces: Piece[];
  /** Palette index of the coloured edge; null for none. */
  edge: number | null;
  /** For onOpenReply, if only the head of the reply is here. */
  replyId: number | null;
  /** The command that it describes. */
  ran?: Ran;
}

/** A line longer than this is cut in the transcript: nobody reads it there, and it would push out all else. */
const LONGEST_SHOWN = 4000;

/** A line as it is kept for copies: masked, and cut if it is data rather than a line. */
function recorded({ text, masked }: Reading): string {
  return masked.length > LONGEST_READ
    ? `${masked.slice(0, LONGEST_READ)}… (${text.length} characters)`
    : masked;
}

/** The prompt and the line that was run, the hashed parts of its keys underlined; passwords in it as dots. */
export function describeInput(prompt: readonly Span[], line: Reading, context: ShellContext | null): Piece {
  const { text, secret } = line;
  const end = Math.min(secret ?? text.length, LONGEST_SHOWN);
  const isMasked = end === secret;
  const shown = isMasked ? `${copyOf(text.slice(0, end))}${DOTS}` : text.slice(0, end);
  const marks = markKeys(line, context).filter((mark) => mark.end <= end);
  const spans = [...prompt, ...markedSpans(visibleText(shown), marks)];
  if (!isMasked && text.length > end)
    spans.push(span(answerWords(context?.language ?? 'en').characters({ count: text.length }), INK.fg3));
  const input = {
    prompt: prompt.map(({ text }) => text).join(''),
    line: recorded(line),
    isWhole: line.masked === text && text.length <= LONGEST_READ,
  };
  return { kind: 'line', spans, input };
}

/** Hops, reply with its annotation, and what there is to explain. */
export function describeExecution(line: Reading, execution: Execution, context: ShellContext): Described {
  const ran = { line: recorded(line), execution, forgotten: false };
  return { ...describeAnswer(line, execution, context), ran };
}

function describeAnswer(line: Reading, execution: Execution, context: ShellContext): Described {
  const { language, topology } = context;
  if (execution.groups) return describeGroups(line, execution, execution.groups, language);
  const pieces = execution.parts
    ? describeParts(execution.parts, context)
    : describeHops(execution, language);
  const { reply, failure, shard, quiet } = execution;
  const answer = reply && !quiet ? describeReply(reply, line, language) : null;
  const right = annotate(execution, language, topology?.codis !== undefined);
  // A subscription's own confirmation follows, and CLIENT REPLY OFF shows no answer at all.
  if (!answer && !failure) pieces.push({ kind: 'line', spans: [], right });
  if (answer) pieces.push(answerPiece(answer, right));
  if (reply && !reply.whole && !quiet) pieces.push(describeRest(reply, language));
  const box: BoxLine[] =
    answer === null
      ? []
      : answer.error === null
        ? explainSetting(execution, language)
        : explainError(answer.error, execution, context);
  if (failure) {
    pieces.push({ ...failureLine(failure, language), right: answer ? undefined : right });
    box.push(...explainFailure(failure, language));
  }
  if (box.length > 0) pieces.push({ kind: 'box', lines: box });
  const bad = failure !== null || (answer !== null && answer.error !== null);
  return {
    pieces,
    edge: bad ? INK.danger : shard === null ? null : shardInk(shard),
    replyId: reply && !reply.whole ? reply.id : null,
  };
}

const answerPiece = ({ text, forms, error }: Answer, right?: Span[]): Piece => ({
  kind: 'text',
  text,
  forms,
  colour: error === null ? undefined : INK.danger,
  words: error !== null,
  right,
});

/** Groups the nodes that answered alike, each group's answer under their names. */
function describeGroups(
  line: Reading,
  execution: Execution,
  groups: readonly AnswerGroup[],
  language: LanguageName,
): Described {
  const words = answerWords(language);
  const pieces: Piece[] = [];
  let replyId: number | null = null;
  let bad = false;
  let accepted = false;
  for (const { nodes, reply, failure } of groups) {
    const spans = nodes.flatMap(({ node, shard }, i) => [
      ...(i > 0 ? [span(' ', INK.fg3)] : []),
      span(shortAfter(nodes[i - 1]?.node, node), shard === null ? INK.fg2 : shardInk(shard)),
    ]);
    const slowest = Math.max(...nodes.map((node) => node.milliseconds));
    const right = [span(formatTime(slowest, language), INK.fg3)];
    const how = nodes.length > 1 ? words.agree({ count: nodes.length }) : '';
    pieces.push({ kind: 'line', spans: [span(how, INK.fg3), ...spans], right });
    const answer = reply ? describeReply(reply, line, language) : null;
    if (answer) pieces.push(answerPiece(answer));
    if (reply && !reply.whole) {
      pieces.push(describeRest(reply, language));
      replyId = reply.id;
    }
    if (failure) pieces.push(failureLine(failure, language));
    bad ||= failure !== null || (answer !== null && answer.error !== null);
    accepted ||= answer?.error === null;
  }
  const sum = sumOf(groups);
  const right = annotate(execution, language);
  pieces.push({ kind: 'line', spans: sum === null ? [] : [span(words.sum({ sum }), INK.fg3)], right });
  const lines = accepted ? explainSetting(execution, language) : [];
  if (lines.length > 0) pieces.push({ kind: 'box', lines });
  return { pieces, edge: bad ? INK.danger : null, replyId };
}

/** `:7001` after a node of the same host. */
function shortAfter(before: string | undefined, node: string): string {
  const colon = node.lastIndexOf(':');
  return before?.slice(0, before.lastIndexOf(':')) === node.slice(0, colon) ? node.slice(colon) : node;
}

/** The sum of all answers, if all are integers. */
function sumOf(groups: readonly AnswerGroup[]): string | null {
  let sum = 0n;
  for (const { nodes, reply } of groups) {
    if (!reply?.whole || reply.frame[0] !== 0x3a) return null;
    sum += BigInt(latin1(reply.frame.subarray(1)).trim()) * BigInt(nodes.length);
  }
  return grouped(sum);
}

function describeParts(parts: readonly SplitPart[], { language, topology }: ShellContext): Piece[] {
  const words = answerWords(language);
  const ownerText = topology?.codis ? words.group : words.shard;
  return parts.map(({ slot, node, shard, keys, problem }) => ({
    kind: 'line',
    spans: [
      span(words.part({ slot, keys }), INK.fg3),
      ...(problem ? [span(` ${escapeForTerminal(problem)}`, INK.danger)] : []),
    ],
    right: [
      span(ownerText({ shard: shard ?? '?' }), shard === null ? INK.fg3 : shardInk(shard)),
      span(` · ${node ?? ''}`, INK.fg3),
    ],
  }));
}

/** Lines that a server pushes: messages as redis-cli prints them, MONITOR's lines, invalidations. Each names its node. */
export function describePushed({ node, shard, kind, frame }: PushedItem, language: LanguageName): Described {
  const right = [span(node, shard === null ? INK.fg3 : shardInk(shard))];
  let shown: { text: string; forms?: Forms };
  try {
    shown = inBothForms(decode(frame), (reply, text, string) => {
      const invalidation = kind === 'push' ? formatInvalidation(reply, string) : null;
      return invalidation ?? formatReply(reply, text, string);
    });
  } catch {
    shown = { text: `${answerWords(language).messageNotShown}\n` };
  }
  return {
    pieces: [{ kind: 'text', ...shown, right }],
    edge: shard === null ? null : shardInk(shard),
    replyId: null,
  };
}

/** The shell's own words, several lines. */
export const describeText = (text: string): Described => ({
  pieces: [{ kind: 'text', text: escapeForTerminal(text), colour: undefined }],
  edge: null,
  replyId: null,
});

/** A line that could not be run at all. */
export function describeFailure(failure: Failure, language: LanguageName): Described {
  const box = explainFailure(failure, language);
  const pieces: Piece[] = [failureLine(failure, language)];
  if (box.length > 0) pieces.push({ kind: 'box', lines: box });
  return { pieces, edge: INK.danger, replyId: null };
}

export function describeNotice(notice: Notice, language: LanguageName): Described {
  const { tone, at } = notice;
  const colour = tone === 'bad' ? INK.danger : tone === 'good' ? undefined : INK.fg2;
  return {
    pieces: [
      {
        kind: 'text',
        text: escapeForTerminal(noticeText(notice, language)),
        colour,
        words: true,
        ...(at !== undefined && { right: [span(clockTime(at), INK.fg3)] }),
      },
    ],
    edge: tone === 'bad' ? INK.danger : null,
    replyId: null,
  };
}

const failureLine = (failure: Failure, language: LanguageName) => ({
  kind: 'text' as const,
  text: escapeForTerminal(failureIn(failure, language).message),
  colour: INK.danger,
  words: true,
});

interface Answer {
  text: string;
  forms?: Forms | undefined;
  /** The error's text if the reply is an error. */
  error: string | null;
}

function describeReply(part: ReplyPart, line: Reading, language: LanguageName): Answer {
  let reply: Reply;
  try {
    reply = decode(part.whole ? part.frame : part.head);
  } catch (problem) {
    const why = problem instanceof Error ? problem.message : String(problem);
    return { text: `${answerWords(language).replyNotShown({ why: escapeForTerminal(why) })}\n`, error: '' };
  }
  const inner = withoutAttributes(reply);
  const shown = isPrintedRaw(line) ? { text: formatRaw(reply) } : inBothForms(reply, formatReply);
  return { ...shown, error: inner.type === 'error' ? latin1(inner.bytes.subarray(0, 500)) : null };
}

/** The beginning of a reply as text, as its answer will begin. */
export const describeHead = (frame: Uint8Array, line: Reading, language: LanguageName): string =>
  describeReply({ whole: true, frame }, line, language).text;

type Format = (reply: Reply, text: TextStyle, string: StringStyle) => string;

function inBothForms(reply: Reply, format: Format): { text: string; forms?: Forms } {
  const text = format(reply, forTerminal, escapeReadable);
  // Plain ASCII is the same in both.
  if (!/[^\u0000-\u007f]/.test(text)) return { text };
  return { text, forms: { readable: text, 'redis-cli': format(reply, forTerminal, escapeBytes) } };
}

const withoutAttributes = (reply: Reply): Reply =>
  reply.type === 'attributed' ? withoutAttributes(reply.value) : reply;

// Most lines are ruled out without their words. A backslash may spell any name.
const MAY_PRINT_RAW = /info|lolwut|debug|memory|cluster|client|latency|proxy|\\/i;

function isPrintedRaw(line: Reading): boolean {
  const { text } = line;
  if (text.length > LONGEST_READ || !MAY_PRINT_RAW.test(text)) return false;
  const { split } = line;
  return split.ok && printsRaw(split.words.map((word) => word.bytes));
}

function describeRest(part: Extract<ReplyPart, { whole: false }>, language: LanguageName): Piece {
  const whole = formatSize(part.bytes);
  const words = answerWords(language);
  const rest =
    part.elements === null
      ? words.cut({ shown: part.shown, whole })
      : words.more({ count: part.elements - part.shown, whole });
  return { kind: 'line', spans: [span(rest, INK.fg3)] };
}

function formatSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 999_950) return `${(bytes / 1000).toFixed(1)} kB`;
  return bytes < 999_950_000 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
