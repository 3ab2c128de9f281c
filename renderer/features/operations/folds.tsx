/** Parts of the middle that are folded until they are wanted: the commands, the journal. */
import type { ComponentChildren } from 'preact';
import { clockTime } from '../../../shared/format/clock.ts';
import type { OperationStatus } from '../../../shared/operations/operation.ts';
import type { Plan } from '../../../shared/operations/plan.ts';
import type { PanelProps } from '../../window/state.ts';
import { ChevronIcon } from '../../kit/icons.tsx';
import { shardColour } from '../../kit/parts.tsx';
import { shardNumberOf } from '../../kit/topology-lookup.ts';
import type { Fold as FoldName } from './state.ts';
import { words } from './words.ts';

const w = words.folds;
/** Steps whose commands are shown, from the one under way. */
const STEPS_SHOWN = 6;

function Fold(
  props: PanelProps & {
    fold: FoldName;
    title: string;
    about: ComponentChildren;
    letter: string;
    children: ComponentChildren;
  },
) {
  const { fold, title, about, letter, children, state, send } = props;
  const isOpen = state.operations.open.includes(fold);
  return (
    <section class={isOpen ? 'opbox opfolded open' : 'opbox opfolded'} aria-label={title}>
      <button
        type="button"
        class="row"
        aria-expanded={isOpen}
        onClick={() => send({ type: 'operations-fold', fold })}
      >
        <ChevronIcon />
        <b>{title}</b>
        <span class="sm f2 cut">{about}</span>
        <span class="grow" />
        <kbd>{letter}</kbd>
      </button>
      {isOpen && children}
    </section>
  );
}

/** `now`: the number of the step under way; null before the start. */
export function Commands({ plan, now, state, send }: PanelProps & { plan: Plan; now: number | null }) {
  const steps = plan.steps.slice(now ?? 0, (now ?? 0) + STEPS_SHOWN);
  if (steps.every(({ commands }) => commands.length === 0)) return null;
  const more = plan.steps.length - (now ?? 0) - steps.length;
  return (
    <Fold
      fold="commands"
      title={w.commands}
      about={w.commandsText}
      letter={words.keys.commands}
      state={state}
      send={send}
    >
      <ol class="opcommands mono">
        {steps.flatMap(({ number, commands }) =>
          commands.map(({ node, line }, i) => (
            <li key={`${number} ${i}`} class={number === now ? 'on' : undefined}>
              <span class="st" data-shard={shardColour(shardNumberOf(state.topology, node))}>
                {node}
              </span>
              <span class="wrapany">{line}</span>
              {i === 0 && <span class="xs f2 note">{w.ofStep(number + 1)}</span>}
            </li>
          )),
        )}
      </ol>
      {more > 0 && <p class="xs f3">{w.moreSteps(more)}</p>}
    </Fold>
  );
}

export function Journal({ status, state, send }: PanelProps & { status: OperationStatus }) {
  const last = status.journal.at(-1);
  const about = last ? (
    <>
      <span class="mono">{clockTime(last.at)}</span> {last.text}
    </>
  ) : (
    w.noJournal
  );
  return (
    <Fold
      fold="journal"
      title={w.journal}
      about={about}
      letter={words.keys.journal}
      state={state}
      send={send}
    >
      <p class="xs f3 wrapany">{words.foot.journalTitle(status.file)}</p>
      <ol class="opjournal sm">
        {[...status.journal].reverse().map(({ at, text }, i) => (
          <li key={status.journal.length - i}>
            <span class="mono f3">{clockTime(at)}</span>
            <span class="wrapany">{text}</span>
          </li>
        ))}
      </ol>
    </Fold>
  );
}
