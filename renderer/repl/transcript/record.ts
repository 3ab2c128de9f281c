/** The line and the replies behind an entry of the transcript, kept for copies in other forms and for the viewer. */
import type { AnswerGroup, Execution, ReplyPart } from '../../../shared/session/execution.ts';

/** A line as it was run, its secrets as dots. */
export interface Input {
  prompt: string;
  line: string;
  /** True if `line` is the line as it was typed: nothing is masked or cut. */
  isWhole: boolean;
}

/** An entry of the transcript, for what can be done with it. */
export interface EntryFacts {
  /** Names the entry as long as it is kept. */
  entry: number;
  /** Null for a notice or a message, and for a line that is masked or cut: it must not be run again. */
  line: string | null;
  /** As it is shown, at most 200 characters; empty for an entry without a line. */
  title: string;
  /** The last command's; null without one. */
  slot: number | null;
  execution: number | null;
}

/** Which entries: all, the selected ones or else the last command, or one by its name. */
export type Which = 'all' | 'chosen' | number;

/** One command of a line; a repeated line has several. */
export interface Ran {
  /** Secrets as dots. */
  line: string;
  execution: Execution;
  /** True if the reply was dropped to make room for others; the execution then has none. */
  forgotten: boolean;
}

/** Bytes of replies that are kept together. */
const MAX_BYTES = 64 << 20;

const sizeOf = (reply: ReplyPart | null): number =>
  reply === null ? 0 : (reply.whole ? reply.frame : reply.head).length;

const bytesOf = ({ reply, groups }: Execution): number =>
  (groups ?? []).reduce((sum, group) => sum + sizeOf(group.reply), sizeOf(reply));

const withoutReply = (group: AnswerGroup): AnswerGroup => ({ ...group, reply: null });

/** Keeps the bytes of replies below a bound: the oldest lose theirs. */
export class Records {
  private kept: { ran: Ran; bytes: number }[] = [];
  private total = 0;
  private readonly limit: number;

  constructor(limit = MAX_BYTES) {
    this.limit = limit;
  }

  add(ran: Ran): void {
    if (ran.forgotten) return;
    const bytes = bytesOf(ran.execution);
    this.kept.push({ ran, bytes });
    this.total += bytes;
    let gone = 0;
    while (this.total > this.limit && gone < this.kept.length) {
      const oldest = this.kept[gone++]!;
      this.total -= oldest.bytes;
      forget(oldest.ran);
    }
    if (gone > 0) this.kept.splice(0, gone);
  }

  /** Lets go of these, the oldest that there are. */
  dropOldest(gone: readonly Ran[]): void {
    const all = new Set(gone);
    let count = 0;
    for (const { ran, bytes } of this.kept) {
      if (!all.has(ran)) break;
      this.total -= bytes;
      count++;
    }
    this.kept.splice(0, count);
  }
}

function forget(ran: Ran): void {
  const { execution } = ran;
  if (execution.reply === null && execution.groups === null) return;
  ran.execution = { ...execution, reply: null, groups: execution.groups?.map(withoutReply) ?? null };
  ran.forgotten = true;
}

const LONGEST_TITLE = 200;

export function factsOf({
  id,
  input,
  ran,
}: {
  id: number;
  input: Input | null;
  ran: readonly Ran[];
}): EntryFacts {
  const last = ran.at(-1);
  return {
    entry: id,
    line: input?.isWhole && input.line !== '' ? input.line : null,
    title: (input?.line ?? '').slice(0, LONGEST_TITLE),
    slot: last?.execution.slot ?? null,
    execution: last?.execution.id ?? null,
  };
}

/** The newest reply among entries, oldest first, with a title for it; null if none has one. */
export function newestReply(
  entries: readonly { ran: readonly Ran[] }[],
): { title: string; reply: ReplyPart } | null {
  for (let i = entries.length - 1; i >= 0; i--)
    for (const { execution } of [...entries[i]!.ran].reverse()) {
      const reply = execution.reply ?? execution.groups?.find((group) => group.reply)?.reply;
      if (reply) return { title: execution.command, reply };
    }
  return null;
}
