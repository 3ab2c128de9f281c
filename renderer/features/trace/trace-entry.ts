/** An Execution as the trace keeps it: without the reply's bytes, which may be megabytes. */
import { counted, grouped } from '../../../shared/format/count.ts';
import { type LargeReply, stringLength } from '../../kit/large-reply.ts';
import type { Execution, Hop, ReplyPart } from '../../../shared/session/execution.ts';
import type { Message } from '../../window/message.ts';

export interface TraceEntry {
  id: number;
  command: string;
  routedBy: Execution['routedBy'];
  slot: number | null;
  hops: readonly Hop[];
  failure: Execution['failure'];
  milliseconds: number;
  /** `string, 3 bytes`; empty if none came. */
  reply: string;
  large: LargeReply | null;
}

declare module '../../window/contract.ts' {
  interface FeatureStates {
    /** Newest first. */
    trace: readonly TraceEntry[];
  }
  interface Messages {
    /** Shows the tab, with the entry of an execution at its top. */
    trace: { type: 'trace-show'; execution: number };
  }
}

/** Entries that are kept. */
const KEPT = 500;

/** Newest first. */
export function reduceTrace(trace: readonly TraceEntry[], message: Message): readonly TraceEntry[] {
  if (message.type !== 'executed') return trace;
  return [...message.executions.slice(-KEPT).reverse().map(toTraceEntry), ...trace].slice(0, KEPT);
}

function toTraceEntry(execution: Execution): TraceEntry {
  const { id, command, routedBy, slot, hops, failure, milliseconds, reply } = execution;
  const what = reply ? describeReply(reply) : '';
  const large =
    reply && !reply.whole ? { id: reply.id, bytes: reply.bytes, elements: reply.elements, what } : null;
  return { id, command, routedBy, slot, hops, failure, milliseconds, reply: what, large };
}

const COUNTED: { readonly [mark: string]: string } = { '*': 'array', '~': 'set', '>': 'push' };
const PLAIN: { readonly [mark: string]: string } = {
  '+': 'status',
  '-': 'error',
  '!': 'error',
  ':': 'integer',
  _: 'nil',
  '#': 'boolean',
  ',': 'double',
  '(': 'big number',
  '|': 'with attributes',
};

/** A reply's type and size, from the first line of its frame alone. */
export function describeReply(reply: ReplyPart): string {
  const frame = reply.whole ? reply.frame : reply.head;
  const mark = String.fromCharCode(frame[0] ?? 0);
  const aggregate = Object.hasOwn(COUNTED, mark) ? COUNTED[mark] : undefined;
  if (aggregate === undefined && mark !== '$' && mark !== '=' && mark !== '%') return PLAIN[mark] ?? 'reply';
  let digits = '';
  for (let i = 1; i < 16 && frame[i] !== 13 && i < frame.length; i++)
    digits += String.fromCharCode(frame[i]!);
  const inHead = Number(digits);
  if (inHead < 0) return 'nil';
  if (mark === '%') return `map, ${counted(reply.whole ? inHead : (reply.elements ?? 0) / 2, 'pair')}`;
  if (aggregate !== undefined)
    return `${aggregate}, ${grouped(reply.whole ? inHead : (reply.elements ?? 0))}`;
  return `string, ${counted(reply.whole ? inHead : stringLength(reply.bytes), 'byte')}`;
}
