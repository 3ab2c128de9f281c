/** Parts of the middle that are folded until they are wanted: the commands, the journal. */
import type { ComponentChildren } from 'preact';
import { clockTime } from '../../../shared/format/clock.ts';
import type { OperationStatus } from '../../../shared/operations/operation.ts';
import type { Plan } from '../../../shared/operations/plan.ts';
import type { PanelProps } from '../../window/state.ts';
import { ChevronIcon } from '../../kit/icons.tsx';
import { shardColour } from '../../kit/parts.tsx';
import { shardNumberOf } from '../../kit/topology-lookup.ts';
import type { NextCommand } from './next-commands.ts';
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

interface CommandsProps extends PanelProps {
  plan: Plan;
  /** The number of the step under way; null before the start. */
  now: number | null;
  /** Of the slot under way. */
  next?: readonly NextCommand[];
}

export function Commands({ plan, now, next = [], state, send }: CommandsProps) {
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
        {next.map(({ node, line, note, isNow }) => (
          <Command key={line + node} node={node} line={line} note={note} isNow={isNow} state={state} />
        ))}
        {steps.flatMap(({ number, commands }) =>
          commands.map(({ node, line }, i) => (
            <Command
              key={`${number} ${i}`}
              node={node}
              line={line}
              note={i > 0 ? null : number === now && next.length > 0 ? w.eachLeft : w.ofStep(number + 1)}
              isNow={number === now && next.length === 0}
              state={state}
            />
          )),
        )}
      </ol>
      {more > 0 && <p class="xs f3">{w.moreSteps(more)}</p>}
    </Fold>
  );
}

function Command(props: Omit<NextCommand, 'note'> & Pick<PanelProps, 'state'> & { note: string | null }) {
  const { node, line, note, isNow, state } = props;
  return (
    <li class={isNow ? 'on' : undefined}>
      <span class="st" data-shard={shardColour(shardNumberOf(state.topology, node))}>
        {node}
      </span>
      <span class="wrapany">{line}</span>
      {note !== null && <span class="xs f2 note">{note}</span>}
    </li>
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
