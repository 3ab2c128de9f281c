/** Keeps one shell's open question and checks approvals against it. */
import type { Approval, ChoiceId, Question } from '../../../shared/commands/guard.ts';

interface Open {
  question: Question;
  args: readonly Uint8Array[];
  /** Runs that its approval still covers. */
  left: number;
}

export class Approvals {
  private static lastId = 0;
  private open: Open | null = null;

  /** Returns the id for a new question: unique over all shells while the program runs. */
  nextId(): number {
    return ++Approvals.lastId;
  }

  /**
   * Returns the choice if `approval` covers exactly these arguments on exactly these nodes. Otherwise `question` becomes the
   * open question, and the result is null.
   */
  settle(question: Question, args: readonly Uint8Array[], approval: Approval | null): ChoiceId | null {
    const { open } = this;
    const choice = approval && open ? approvedChoice(open, question, args, approval) : null;
    if (choice && open) {
      if (--open.left === 0) this.open = null;
      return choice;
    }
    // The arguments may be views of a buffer that is reused.
    this.open = { question, args: args.map((word) => word.slice()), left: question.repeat };
    return null;
  }

  /** Drops the question when the shell runs something else or the user declines. */
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
  // The effect must still be what the user saw: after a failover or a CONNECT, ask again.
  const [shown, current] = [open.question, now].map((one) =>
    one.choices.find(({ id }) => id === approval.choice),
  );
  const same =
    shown !== undefined &&
    current !== undefined &&
    now.cluster === open.question.cluster &&
    shown.nodes.length === current.nodes.length &&
    shown.nodes.every((node) => current.nodes.includes(node));
  return same ? approval.choice : null;
}

const sameArgs = (a: readonly Uint8Array[], b: readonly Uint8Array[]) =>
  a.length === b.length && a.every((word, i) => sameBytes(word, b[i]!));

const sameBytes = (a: Uint8Array, b: Uint8Array) =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);
