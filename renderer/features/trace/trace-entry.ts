/** An Execution as the trace keeps it: without the reply's bytes, which may be megabytes. */
import type { LanguageName } from '../../../shared/language/language.ts';
import { type LargeReply, stringLength } from '../../kit/large-reply.ts';
import type { Execution, Hop, ReplyPart } from '../../../shared/session/execution.ts';
import type { Message } from '../../window/message.ts';
import { shapeWords } from './words.ts';

/** A reply's type and size. */
export interface Shape {
  type: keyof ReturnType<typeof shapeWords>;
  /** Bytes of a string, pairs of a map, elements; 0 for types without a size. */
  count: number;
}

export interface TraceEntry {
  /** Each shell counts by itself. */
  id: number;
  /** The shell that it was run in. */
  shell: number;
  command: string;
  routedBy: Execution['routedBy'];
  slot: number | null;
  hops: readonly Hop[];
  failure: Execution['failure'];
  milliseconds: number;
  /** Null if none came. */
  reply: Shape | null;
  large: LargeReply | null;
}

declare module '../../window/contract.ts' {
  interface FeatureStates {
    /** Of all shells, newest first. */
    trace: readonly TraceEntry[];
  }
  interface Messages {
    trace:
      /** Shows the tab, with the entry of an execution at its top. */
      | { type: 'trace-show'; execution: number }
      | { type: 'trace-copy'; shell: number; execution: number; form: 'command' | 'text' | 'json' };
  }
}

/** Entries that are kept. */
const KEPT = 500;

/** Newest first. */
export function reduceTrace(trace: readonly TraceEntry[], message: Message): readonly TraceEntry[] {
  if (message.type !== 'executed') return trace;
  const entries = message.executions.slice(-KEPT).map((execution) => toTraceEntry(execution, message.shell));
  return [...entries.reverse(), ...trace].slice(0, KEPT);
}

/** Those of one shell. */
export const traceOf = (trace: readonly TraceEntry[], shell: number): readonly TraceEntry[] =>
  trace.filter((entry) => entry.shell === shell);

function toTraceEntry(execution: Execution, shell: number): TraceEntry {
  const { id, command, routedBy, slot, hops, failure, milliseconds, reply } = execution;
  const shape = reply && shapeOf(reply);
  const large =
    shape && reply && !reply.whole
      ? {
          id: reply.id,
          bytes: reply.bytes,
          elements: reply.elements,
          what: describeShape(shape, 'en'),
          command,
        }
      : null;
  return { id, shell, command, routedBy, slot, hops, failure, milliseconds, reply: shape, large };
}

const TYPES: { readonly [mark: string]: Shape['type'] } = {
  '*': 'array',
  '~': 'set',
  '>': 'push',
  '%': 'map',
  $: 'string',
  '=': 'string',
  '+': 'status',
  '-': 'error',
  '!': 'error',
  ':': 'integer',
  _: 'nil',
  '#': 'boolean',
  ',': 'double',
  '(': 'big-number',
  '|': 'attributed',
};
const SIZED: ReadonlySet<Shape['type']> = new Set(['array', 'set', 'push', 'map', 'string']);

/** From the first line of the reply's frame alone. */
export function shapeOf(reply: ReplyPart): Shape {
  const frame = reply.whole ? reply.frame : reply.head;
  const mark = String.fromCharCode(frame[0] ?? 0);
  const type = Object.hasOwn(TYPES, mark) ? TYPES[mark]! : 'other';
  if (!SIZED.has(type)) return { type, count: 0 };
  let digits = '';
  for (let i = 1; i < 16 && frame[i] !== 13 && i < frame.length; i++)
    digits += String.fromCharCode(frame[i]!);
  const inHead = Number(digits);
  if (inHead < 0) return { type: 'nil', count: 0 };
  if (reply.whole) return { type, count: inHead };
  if (type === 'string') return { type, count: stringLength(reply.bytes) };
  const elements = reply.elements ?? 0;
  return { type, count: type === 'map' ? elements / 2 : elements };
}

/** `string, 3 bytes`. */
export function describeShape({ type, count }: Shape, language: LanguageName): string {
  const text = shapeWords(language)[type];
  return typeof text === 'string' ? text : text({ count });
}
