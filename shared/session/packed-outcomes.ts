/**
 * Outcomes as they cross to the window: a text and the bytes of all replies. The bridge into the page copies value by value,
 * and ten thousand executions are half a million of them.
 */
import type { AnswerGroup, Execution, LineOutcome, ReplyPart } from './execution.ts';

export interface PackedOutcomes {
  /** JSON. In place of the bytes of a reply stands their place in `bytes`: the first, and the one after the last. */
  outcomes: string;
  bytes: Uint8Array;
}

type Range = [first: number, end: number];

/** Executions are plain data otherwise: nothing in them is undefined, no number but a finite one. */
export function packOutcomes(outcomes: readonly LineOutcome[]): PackedOutcomes {
  const frames: Uint8Array[] = [];
  let length = 0;
  const place = (frame: Uint8Array): Range => {
    frames.push(frame);
    length += frame.length;
    return [length - frame.length, length];
  };
  const part = (reply: ReplyPart | null) =>
    reply && (reply.whole ? { ...reply, frame: place(reply.frame) } : { ...reply, head: place(reply.head) });
  const group = (one: AnswerGroup) => ({ ...one, reply: part(one.reply) });
  const packed = outcomes.map((outcome) =>
    outcome.kind === 'executed'
      ? {
          ...outcome,
          executions: outcome.executions.map((one) => ({
            ...one,
            reply: part(one.reply),
            groups: one.groups?.map(group) ?? null,
          })),
        }
      : outcome,
  );
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const frame of frames) {
    bytes.set(frame, at);
    at += frame.length;
  }
  return { outcomes: JSON.stringify(packed), bytes };
}

/** The replies' bytes are views of `bytes`. */
export function unpackOutcomes({ outcomes: text, bytes }: PackedOutcomes): LineOutcome[] {
  const outcomes = JSON.parse(text) as LineOutcome[];
  const frame = (range: unknown) => bytes.subarray(...(range as Range));
  const unpack = ({ reply }: Pick<Execution, 'reply'>) => {
    if (reply === null) return;
    if (reply.whole) reply.frame = frame(reply.frame);
    else reply.head = frame(reply.head);
  };
  for (const outcome of outcomes) {
    if (outcome.kind !== 'executed') continue;
    for (const execution of outcome.executions) {
      unpack(execution);
      execution.groups?.forEach(unpack);
    }
  }
  return outcomes;
}
