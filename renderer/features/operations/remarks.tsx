/** What main says of a plan: reasons to hesitate, the most important first, such as big keys that block; then facts. */
import type { Plan } from '../../../shared/operations/plan.ts';
import type { SlotRange } from '../../../shared/cluster/topology.ts';
import type { Send } from '../../window/state.ts';
import { WarningIcon } from '../../kit/icons.tsx';
import { setOf } from './strips.ts';
import { words } from './words.ts';

interface RemarksProps {
  plan: Plan;
  /** Slots that have their new owner. */
  moved: readonly SlotRange[];
  /** The slots of big keys are left for last. */
  isBigLast: boolean;
  send: Send;
}

export function Remarks({ plan: { remarks, bigSlots }, moved, isBigLast, send }: RemarksProps) {
  if (remarks.length === 0) return null;
  const w = words.big;
  const hasMoved = setOf(moved);
  const ahead = bigSlots.filter((slot) => hasMoved[slot] === 0);
  return (
    <section class="opbox warnbox" aria-label={words.plan.remarks}>
      <WarningIcon />
      <Sentences texts={remarks} />
      {ahead.length > 0 && (
        <button
          type="button"
          class="btn sm"
          title={w.title}
          aria-pressed={isBigLast}
          onClick={() => send({ type: 'operations-big-last', isLast: !isBigLast })}
        >
          {isBigLast ? w.left(ahead) : w.leave(ahead)} <kbd>{words.keys.bigLast}</kbd>
        </button>
      )}
    </section>
  );
}

export const Notes = ({ plan: { notes } }: { plan: Plan }) =>
  notes.length === 0 ? null : (
    <section class="sm f2" aria-label={words.plan.notes}>
      <Sentences texts={notes} />
    </section>
  );

/** Sentences that are shown of one kind. */
const MOST = 20;

function Sentences({ texts }: { texts: readonly string[] }) {
  return (
    <ul>
      {texts.slice(0, MOST).map((text) => (
        <li key={text} class="wrapany">
          {text}
        </li>
      ))}
      {texts.length > MOST && <li class="xs f3">{words.more(texts.length - MOST)}</li>}
    </ul>
  );
}

/** Under a heading, each sentence once. */
export function Said({ title, texts, none }: { title: string; texts: readonly string[]; none: string }) {
  const all = [...new Set(texts)];
  return (
    <section class="sm f2">
      <h3 class="label">{title}</h3>
      {all.length === 0 ? <p>{none}</p> : <Sentences texts={all} />}
    </section>
  );
}
