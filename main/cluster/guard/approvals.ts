/** One shell's open question: which words it is about, and whether an approval is the answer to it. */
import type { Approval, ChoiceId, Question } from '../../../shared/commands/guard.ts';

interface Open {
  question: Question;
  args: readonly Uint8Array[];
  /** Runs that an approval of it still covers. */
  left: number;
}

export class Approvals {
  private static lastId = 0;
  private open: Open | null = null;

  /** The id for a question that is about to be made: each once in a program's life, over all shells. */
  nextId(): number {
    return ++Approvals.lastId;
  }

  /**
   * The choice where `approval` approves of these very words at these very nodes. Null where it does not: then
   * `question` is the open one from now on, and is to be asked.
   */
  settle(question: Question, args: readonly Uint8Array[], approval: Approval | null): ChoiceId | null {
    const { open } = this;
    const choice = approval && open ? approvedChoice(open, question, args, approval) : null;
    if (choice && open) {
      if (--open.left === 0) this.open = null;
      return choice;
    }
    // The words may be views of a buffer that is used again.
    this.open = { question, args: args.map((word) => word.slice()), left: question.repeat };
    return null;
  }

  /** When the shell runs something else, or the question was answered with no. */
  forget(): void {
    this.open = null;
  }
}

function approvedChoice(
  open: Open,
  now: Question,
  args: readonly Uint8Array[],
  approval: Approval,
): ChoiceId | null {
  if (approval.question !== open.question.id || !sameArgs(open.args, args)) return null;
  if (open.question.mustType && approval.typed !== open.question.cluster) return null;
  // What was shown must still be what would happen: after a failover, or a CONNECT, it is asked anew.
  const [then, today] = [open.question, now].map((one) =>
    one.choices.find(({ id }) => id === approval.choice),
  );
  const same =
    then !== undefined &&
    today !== undefined &&
    now.cluster === open.question.cluster &&
    then.nodes.length === today.nodes.length &&
    then.nodes.every((node) => today.nodes.includes(node));
  return same ? approval.choice : null;
}

const sameArgs = (a: readonly Uint8Array[], b: readonly Uint8Array[]) =>
  a.length === b.length && a.every((word, i) => sameBytes(word, b[i]!));

const sameBytes = (a: Uint8Array, b: Uint8Array) =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);
