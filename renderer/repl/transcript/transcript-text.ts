/** Entries of the transcript as text for the clipboard or a file. Secrets in lines are dots in all forms. */
import { splitLine } from '../../../shared/commands/command-line.ts';
import { escapeForTerminal } from '../../../shared/format/escape.ts';
import { formatRaw, formatReply, printsRaw } from '../../../shared/format/tty.ts';
import type { Execution, Hop, ReplyPart } from '../../../shared/session/execution.ts';
import { decode, type Reply } from '../../../shared/resp/resp.ts';
import type { Piece } from './layout.ts';
import type { Input, Ran } from './record.ts';
import { replyJson, type Json } from './reply-json.ts';
import { safeText, type Span } from '../../../shared/repl/text/span.ts';

export type TextForm = 'plain' | 'redis-cli' | 'json';

/** The parts of an entry that a copy needs. */
export interface TextEntry {
  pieces: readonly Piece[];
  input: Input | null;
  ran: readonly Ran[];
}

/** Complete text, as main wrote it, of replies whose head alone is in the window; by reply id. */
export type Wholes = ReadonlyMap<number, string>;
const NONE: Wholes = new Map();

const FORGOTTEN = '(the reply is no longer kept here)';
/** Milliseconds from which on redis-cli says how long a command took. */
const SLOW = 500;

/** `plain`: what one sees, without the notes at the right. `redis-cli`: as redis-cli -c would print it. `json`: with the trace. */
export function transcriptText(entries: readonly TextEntry[], form: TextForm, wholes: Wholes = NONE): string {
  if (form === 'json') {
    const all = entries.flatMap(jsonEntry);
    return `${JSON.stringify(all.length === 1 ? all[0] : all, null, 2)}\n`;
  }
  const lines = entries.flatMap((entry) =>
    form === 'plain' ? plainEntry(entry.pieces) : cliEntry(entry, wholes),
  );
  return lines.map((line) => `${line}\n`).join('');
}

const joined = (spans: readonly Span[]) => safeText(spans.map(({ text }) => text).join(''));
const withoutBreak = (text: string) => text.replace(/\n$/, '');

const plainEntry = (pieces: readonly Piece[]): string[] =>
  pieces.flatMap((piece): string[] => {
    if (piece.kind === 'text') return [withoutBreak(piece.text)];
    if (piece.kind === 'box') return piece.lines.map(({ spans }) => ` ${joined(spans)}`);
    // It holds only a note at the right.
    return piece.spans.length === 0 && piece.right ? [] : [joined(piece.spans)];
  });

const isInput = (piece: Piece) => piece.kind === 'line' && piece.input !== undefined;

function cliEntry({ pieces, input, ran }: TextEntry, wholes: Wholes): string[] {
  const head = input ? [safeText(input.prompt + input.line)] : [];
  if (ran.length === 0) return [...head, ...plainEntry(pieces.filter((piece) => !isInput(piece)))];
  return [...head, ...ran.flatMap((one) => cliRan(one, wholes))];
}

function cliRan({ line, execution, forgotten }: Ran, wholes: Wholes): string[] {
  const { hops, reply, groups, failure, quiet, milliseconds } = execution;
  const lines = hops.filter(isFollowed).map(redirection);
  for (const group of groups ?? []) {
    const text = group.reply
      ? replyLines(group.reply, line, wholes).join('\n')
      : (group.failure?.message ?? FORGOTTEN);
    // As redis-cli --cluster call: each node, its answer behind it.
    for (const { node } of group.nodes) lines.push(escapeForTerminal(`${node}: ${text}`));
  }
  if (forgotten && !groups) lines.push(FORGOTTEN);
  if (reply && !quiet) lines.push(...replyLines(reply, line, wholes));
  if (failure) lines.push(escapeForTerminal(failure.message));
  if (milliseconds >= SLOW && reply) lines.push(`(${(milliseconds / 1000).toFixed(2)}s)`);
  return lines;
}

const isFollowed = (hop: Hop, index: number, hops: readonly Hop[]) =>
  index < hops.length - 1 && (hop.outcome === 'moved' || hop.outcome === 'ask');
const redirection = ({ slot, target }: Hop) => `-> Redirected to slot [${slot}] located at ${target}`;

function replyLines(part: ReplyPart, line: string, wholes: Wholes): string[] {
  const all = part.whole ? undefined : wholes.get(part.id);
  if (all !== undefined) return [withoutBreak(all)];
  const reply = decoded(part);
  if (!reply) return ['(the reply cannot be shown)'];
  const raw = isRaw(line);
  const text = withoutBreak(raw ? formatRaw(reply) : formatReply(reply));
  return part.whole ? [text] : [text, `(${restOf(part)})`];
}

function isRaw(line: string): boolean {
  const split = splitLine(line);
  return split.ok && printsRaw(split.words.map(({ bytes }) => bytes));
}

/** The replies that transcriptText wants as a whole. */
export const largeReplies = (entries: readonly TextEntry[]): { id: number; raw: boolean }[] =>
  entries
    .flatMap(({ ran }) => ran)
    .flatMap(({ line, execution: { reply, groups } }) =>
      [reply, ...(groups ?? []).map((group) => group.reply)].flatMap((part) =>
        part && !part.whole ? [{ id: part.id, raw: isRaw(line) }] : [],
      ),
    );

function restOf(part: Extract<ReplyPart, { whole: false }>): string {
  const rest = part.elements === null ? 'cut' : `${part.elements - part.shown} more elements`;
  return `${rest}, ${part.bytes} bytes in all`;
}

function decoded(part: ReplyPart): Reply | null {
  try {
    return decode(part.whole ? part.frame : part.head);
  } catch {
    return null;
  }
}

function jsonEntry({ pieces, input, ran }: TextEntry): Json[] {
  const typed = { prompt: input?.prompt ?? null, line: input?.line ?? null };
  if (ran.length > 0)
    return ran.map(({ line, execution, forgotten }) => ({
      ...typed,
      line: input?.line ?? line,
      ...executionJson(execution),
      ...(forgotten && { forgotten: true }),
    }));
  const output = plainEntry(pieces.filter((piece) => !isInput(piece))).join('\n');
  return [input ? { ...typed, output } : { output }];
}

const rounded = (milliseconds: number) => Math.round(milliseconds * 1000) / 1000;

function executionJson(execution: Execution): { [name: string]: Json } {
  const { command, slot, keys, routedBy, hops, node, shard, milliseconds, reply, failure } = execution;
  const { groups, parts, note } = execution;
  return {
    command,
    slot,
    keys: keys.map(({ text, slot, shard }) => ({ text, slot, shard })),
    routedBy,
    hops: hops.map((hop) => ({
      node: hop.node,
      shard: hop.shard,
      outcome: hop.outcome,
      asking: hop.asking,
      detail: hop.detail,
      slot: hop.slot,
      target: hop.target,
      milliseconds: rounded(hop.milliseconds),
      waited: hop.waited,
    })),
    node,
    shard,
    milliseconds: rounded(milliseconds),
    reply: partJson(reply),
    failure: failure && { ...failure },
    ...(groups && {
      groups: groups.map((group) => ({
        nodes: group.nodes.map((one) => ({ ...one, milliseconds: rounded(one.milliseconds) })),
        reply: partJson(group.reply),
        failure: group.failure && { ...group.failure },
      })),
    }),
    ...(parts && { parts: parts.map((part) => ({ ...part })) }),
    ...(note && { note }),
  };
}

function partJson(part: ReplyPart | null): Json {
  const reply = part && decoded(part);
  if (!part || !reply) return null;
  if (part.whole) return replyJson(reply);
  // Only the head of it is in the window.
  const { bytes, elements, shown } = part;
  return { cut: { bytes, elements, shown }, head: replyJson(reply) };
}
