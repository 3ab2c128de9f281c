/** What can be done with the plan or the operation that the Operations view shows, and with one of its steps. Pure. */
import type { NodeAddress, SlotRange } from '../../../shared/cluster/topology.ts';
import { movesSlots } from '../../../shared/operations/moves-slots.ts';
import type { Plan, PlanStep } from '../../../shared/operations/plan.ts';
import { allNodes } from '../../kit/topology-lookup.ts';
import type { State } from '../../window/state.ts';
import { item, onMap, showNode, type MenuGroup, type MenuItem } from './item.ts';
import { operationItems } from './operation-items.ts';
import { words } from './words.ts';

const { why } = words;
const w = words.operationPage;
/** Nodes that a menu leads to: a plan may name hundreds. */
const MOST_NODES = 4;

/** Null if the view shows neither. */
export function shownPlan({ view, operations: { page, offered, status } }: State): Plan | null {
  if (view !== 'operations') return null;
  return page === 'plan' ? (offered?.plan ?? null) : page === 'watch' ? (status?.plan ?? null) : null;
}

export function operationPageItems(state: State): MenuGroup[] {
  const plan = shownPlan(state);
  if (!plan) return [];
  const { page, status } = state.operations;
  const run = page === 'watch' ? status : null;
  const text = run === null ? w.copyPlan : run.report === null ? w.copySoFar : w.copyReport;
  return [
    [
      item('copy-text', text, { type: 'operations-copy-as', form: 'text', step: null }),
      commandsItem(plan.steps, null),
      ...(run ? [item('copy-file', w.copyFile, { type: 'operations-copy', text: run.file })] : []),
    ],
    [
      item('commands', w.fold.commands, { type: 'operations-fold', fold: 'commands' }),
      ...(run ? [item('journal', w.fold.journal, { type: 'operations-fold', fold: 'journal' })] : []),
    ],
    ...placesOf(plan.steps, state, run?.open ?? []),
    ...(run && run.endedAt !== null
      ? // Its own name and title are copied with its text.
        operationItems(run.name, state).map((group) => group.filter(({ id }) => ENDS.includes(id)))
      : []),
  ];
}

const ENDS = ['finish', 'undo', 'forget'];

export function stepItems(number: number, state: State): MenuGroup[] {
  const step = shownPlan(state)?.steps[number];
  if (!step) return [];
  return [
    [
      item('copy-text', w.copyStep, { type: 'operations-copy-as', form: 'text', step: number }),
      commandsItem([step], number),
    ],
    ...placesOf([step], state, []),
  ];
}

const commandsItem = (steps: readonly PlanStep[], step: number | null): MenuItem =>
  item(
    'copy-commands',
    w.copyCommands,
    { type: 'operations-copy-as', form: 'commands', step },
    steps.every(({ commands }) => commands.length === 0) ? why.noCommands : null,
  );

/** Where it happens: slots on the map, those that are open now first, and nodes. */
function placesOf(steps: readonly PlanStep[], state: State, open: readonly SlotRange[]): MenuGroup[] {
  const [range] = [...open, ...steps.flatMap(({ action }) => (movesSlots(action) ? action.slots : []))];
  return [
    [item('map', w.map(range ?? null), range ? onMap(range) : [], range ? null : why.noStepSlots)],
    nodesOf(steps, state).map((node) => item(`node-${node}`, words.showNode(node), showNode(node))),
  ];
}

/** Those of the map, each once: givers and receivers of slots, else those that are told something. */
function nodesOf(steps: readonly PlanStep[], { topology }: State): NodeAddress[] {
  const all = allNodes(topology);
  const named = steps.flatMap(({ action, commands }) =>
    movesSlots(action) ? [action.from, action.to] : commands.map(({ node }) => node),
  );
  const found = named.flatMap((name) => all.find(({ id, address }) => id === name || address === name) ?? []);
  return [...new Set(found.map(({ address }) => address))].slice(0, MOST_NODES);
}
