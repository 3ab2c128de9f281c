/** A plan, its steps and its report as lines, in redis-cli's words where scripts read them. Pure. */
import type { SlotRange } from '../../../shared/cluster/topology.ts';
import type { ActionOf } from '../../../shared/operations/action.ts';
import { movesSlots } from '../../../shared/operations/moves-slots.ts';
import { SPREAD } from '../../cluster/operations/create/plan-create.ts';
import { rangesText } from '../../cluster/operations/planning/ranges-text.ts';
import { sourcesOf } from '../../cluster/operations/planning/plan-moves.ts';
import { countSlots, slotsOfRanges } from '../../../shared/slots/slot-ranges.ts';
import {
  nodeById,
  primariesOf,
  slotsOf,
  type ClusterReading,
  type NodeReading,
} from '../../cluster/operations/reading/cluster-reading.ts';
import { renamedIn } from '../../cluster/operations/reading/new-ids.ts';
import { isUndoable } from '../../cluster/operations/undo/plan-undo.ts';
import { counted } from '../../../shared/format/count.ts';
import type { Plan, PlanStep } from '../../../shared/operations/plan.ts';
import type { OperationReport } from '../../../shared/operations/progress.ts';
import type { RequestOf } from '../../../shared/operations/request.ts';
import { fixStepLines } from './fix-lines.ts';
import { importOpening, importReport } from './import-lines.ts';
import { nodeLines, slotWords } from './listing.ts';
import { fixed } from '../fixed.ts';

/** redis-cli's lines about a new cluster's hosts. */
const SPREAD_LINES = new Map([
  [SPREAD.apart, '[OK] Perfect anti-affinity obtained!'],
  [SPREAD.withPrimary, '[WARNING] Some slaves are in the same host as their master'],
  [SPREAD.together, '[WARNING] Some slaves of the same master are in the same host'],
]);

const remarkLines = ({ remarks, notes }: Pick<Plan, 'remarks' | 'notes'>) => [
  ...remarks.map((text) => SPREAD_LINES.get(text) ?? `[WARNING] ${text}`),
  ...notes.map((text) => SPREAD_LINES.get(text) ?? `[NOTE] ${text}`),
];

/** Steps that share a sentence about their undo from which on it is told once, at the end. */
const SHARED = 3;

/** The whole plan, for `--dry-run`. */
export function planLines(plan: Plan): string[] {
  const undone = new Map<string, number[]>();
  for (const { number, undo } of plan.steps)
    if (undo !== null) undone.set(undo, [...(undone.get(undo) ?? []), number + 1]);
  const isShared = (undo: string) => undone.get(undo)!.length >= SHARED;
  return [
    `>>> ${plan.title}`,
    ...remarkLines(plan),
    ...plan.steps.flatMap(({ number, title, action, moves, commands, risk, undo }) => [
      `${number + 1}. ${title}`,
      ...(movesSlots(action) ? [amountWords(action.slots, moves)] : []),
      ...commands.map(({ node, line }) => `     ${node}> ${line}`),
      ...(risk === null || plan.remarks.includes(risk) ? [] : [`     Risk: ${risk}`]),
      ...(undo === null || isShared(undo) ? [] : [`     Undo: ${undo}`]),
    ]),
    ...[...undone].flatMap(([undo, steps]) =>
      isShared(undo) ? [`Undo of steps ${rangesText(steps)}: ${undo}`] : [],
    ),
  ];
}

/** What a step moves; keys and bytes where they are known. */
const amountWords = (slots: readonly SlotRange[], moves: PlanStep['moves']) =>
  [
    `     Slots: ${rangesText(slotsOfRanges(slots))}`,
    ...(moves && moves.keys !== null ? [counted(moves.keys, 'key')] : []),
    ...(moves && moves.bytes !== null ? [counted(moves.bytes, 'byte')] : []),
  ].join('; ');

/** What is printed before the question. `ids` are those of new nodes, by address. */
export function openingLines(
  plan: Plan,
  reading: ClusterReading | null,
  ids: ReadonlyMap<string, string> = new Map(),
): string[] {
  const remarks = remarkLines(plan);
  const { request } = plan;
  switch (request.kind) {
    case 'create':
      return [
        `>>> Performing hash slots allocation on ${request.nodes.length} nodes...`,
        ...placement(plan),
        ...(plan.remarks.some((text) => text === SPREAD.withPrimary || text === SPREAD.together)
          ? ['>>> Trying to optimize slaves allocation for anti-affinity']
          : []),
        ...remarks,
        ...newNodeLines(plan, ids),
      ];
    case 'call':
      return [`>>> Calling ${request.args.join(' ')}`];
    case 'add-replica':
      return request.primary === null ? [...chosenPrimary(plan), ...remarks] : remarks;
    case 'backup':
    case 'add-primary':
    case 'remove-node':
      return remarks;
    case 'import':
      return [...importOpening(plan, request), ...remarks];
    case 'settings':
      return [`>>> Reconfiguring ${settingsName(request).many} in every cluster node...`, ...remarks];
    case 'reshard':
      return [
        '',
        `Ready to move ${plan.totals.slots} slots.`,
        ...(reading ? endsOfMoves(request, reading) : []),
        '  Resharding plan:',
        ...slotLines(plan),
        ...remarks,
      ];
    case 'rebalance':
      return rebalanceLines(plan, reading, request);
    default:
      return planLines(plan);
  }
}

function placement({ steps, request }: Plan): string[] {
  const lines: string[] = [];
  const extra: string[] = [];
  const most = request.kind === 'create' ? request.replicas : Infinity;
  const replicas = new Map<string, number>();
  let primary = 0;
  for (const { action } of steps) {
    if (action.kind === 'add-slots')
      for (const { first, last } of action.slots)
        lines.push(`Master[${primary++}] -> Slots ${first} - ${last}`);
    if (action.kind !== 'replicate') continue;
    const count = (replicas.get(action.primary) ?? 0) + 1;
    replicas.set(action.primary, count);
    (count > most ? extra : lines).push(`Adding replica ${action.node} to ${action.primary}`);
  }
  return extra.length > 0 ? [...lines, 'Adding extra replicas...', ...extra] : lines;
}

/** What stands for the ID that a reset will give a node. */
const NEW_ID = 'new-id';

/** redis-cli's listing of a cluster that is not made yet; nodes in the order given. */
function newNodeLines(plan: Plan, ids: ReadonlyMap<string, string>): string[] {
  const renamed = renamedIn(plan);
  const idAt = (address: string) => (renamed.has(address) ? NEW_ID : (ids.get(address) ?? 'unknown'));
  // Several nodes may have no ID yet: they are told apart by their addresses.
  const nameOf = (address: string) => (renamed.has(address) ? address : idAt(address));
  const actions = plan.steps.map(({ action }) => action);
  return plan.fingerprint.newNodes.flatMap((address) => {
    const replica = actions.find((action) => action.kind === 'replicate' && action.node === address);
    if (replica?.kind === 'replicate')
      return [`S: ${idAt(address)} ${address}`, `   replicates ${nameOf(replica.primary)}`];
    const slots = actions.flatMap((action) =>
      action.kind === 'add-slots' && action.node === address ? action.slots : [],
    );
    return [`M: ${idAt(address)} ${address}`, `   ${slotWords(slots)} master`];
  });
}

const chosenPrimary = ({ steps }: Plan) =>
  steps.flatMap(({ action }) =>
    action.kind === 'replicate' ? [`Automatically selected master ${action.primary}`] : [],
  );

function slotLines({ steps }: Plan): string[] {
  return steps.flatMap(({ action }) =>
    movesSlots(action)
      ? slotsOfRanges(action.slots).map((slot) => `    Moving slot ${slot} from ${action.from}`)
      : [],
  );
}

function endsOfMoves(request: RequestOf<'reshard'>, reading: ClusterReading): string[] {
  // As redis-cli, all primaries for `all`: those without slots give none.
  const primaries = primariesOf(reading);
  const all = primaries.flatMap(({ id }) => (id === request.to ? [] : [id]));
  const sources = request.from.length > 0 ? sourcesOf(request, reading) : all;
  const indented = (nodes: readonly NodeReading[]) =>
    nodes.flatMap((node) => nodeLines(reading, node).map((line) => `    ${line}`));
  return [
    '  Source nodes:',
    ...indented(primaries.filter(({ id }) => sources.includes(id))),
    '  Destination node:',
    ...indented(primaries.filter(({ id }) => id === request.to)),
  ];
}

function rebalanceLines(
  plan: Plan,
  reading: ClusterReading | null,
  { threshold, weights, emptyPrimaries }: RequestOf<'rebalance'>,
): string[] {
  if (plan.steps.length === 0)
    return [`*** No rebalancing needed! All nodes are within the ${fixed(threshold, 2)}% threshold.`];
  const takePart = (reading ? primariesOf(reading) : []).filter(
    ({ id }) => emptyPrimaries || slotsOf(reading!, id).length > 0,
  );
  const weight = takePart.reduce((sum, { id }) => sum + (weights[id] ?? 1), 0);
  const pairs = new Map<string, number>();
  for (const { action } of plan.steps) {
    if (!movesSlots(action)) continue;
    const at = (id: string) => (reading && nodeById(reading, id)?.address) ?? id;
    const pair = `from ${at(action.from)} to ${at(action.to)}`;
    pairs.set(pair, (pairs.get(pair) ?? 0) + countSlots(action.slots));
  }
  return [
    `>>> Rebalancing across ${takePart.length} nodes. Total weight = ${fixed(weight, 2)}`,
    ...[...pairs].map(([pair, slots]) => `Moving ${slots} slots ${pair}`),
    ...remarkLines(plan),
  ];
}

/** Null: nothing is asked, as in redis-cli. */
export function promptFor({ request }: Plan): string | null {
  switch (request.kind) {
    case 'create':
      return "Can I set the above configuration? (type 'yes' to accept): ";
    case 'fix':
      return "Fix these slots? (type 'yes' to accept): ";
    case 'reshard':
      return 'Do you want to proceed with the proposed reshard plan (yes/no)? ';
    case 'rebalance':
    case 'add-primary':
    case 'add-replica':
    case 'remove-node':
    case 'call':
    case 'import':
    case 'backup':
      return null;
    case 'settings':
      return settingsName(request).one === 'timeout' ? null : PROCEED;
    default:
      return PROCEED;
  }
}

/** As the user has named it, if it was. */
const newcomer = (request: Plan['request'], { other }: ActionOf<'meet'>) =>
  request.kind === 'add-primary' || request.kind === 'add-replica'
    ? request.node
    : `${other.ip}:${other.port}`;

const PROCEED = "Do you want to proceed? (type 'yes' to accept): ";

/** Printed as a step begins; none for a step of a run of the same kind, which redis-cli tells in one line. */
export function stepLines({ steps, request }: Plan, number: number): string[] {
  const step = steps[number];
  if (!step || request.kind === 'call' || request.kind === 'settings') return [];
  if (request.kind === 'fix') return fixStepLines({ steps }, number);
  const { action } = step;
  const isFirst = steps[number - 1]?.action.kind !== action.kind;
  const once = (line: string) => (isFirst ? [line] : []);
  switch (action.kind) {
    case 'add-slots':
      return once('>>> Nodes configuration updated');
    case 'set-epoch':
      return once('>>> Assign a different config epoch to each node');
    case 'meet':
      if (request.kind === 'create') return once('>>> Sending CLUSTER MEET messages to join the cluster');
      // An undo has the node that comes back meet the others.
      return request.kind === 'undo'
        ? [`>>> ${step.title}`]
        : [`>>> Send CLUSTER MEET to node ${newcomer(request, action)} to make it join the cluster.`];
    case 'join':
      return ['Waiting for the cluster to join', ''];
    case 'replicate':
      if (request.kind === 'create') return [];
      return request.kind === 'remove-node'
        ? [`>>> ${action.node} as replica of ${action.primary}`]
        : [`>>> Configure node as replica of ${action.primary}.`];
    case 'copy-functions':
      return [
        '>>> Getting functions from cluster',
        `>>> Send FUNCTION LIST to ${action.to} to verify there is no functions in it`,
        `>>> Send FUNCTION RESTORE to ${action.to}`,
      ];
    case 'import-keys':
      return [];
    case 'forget':
      return ['>>> Sending CLUSTER FORGET messages to the cluster...'];
    case 'reset':
      return [
        `>>> Sending CLUSTER RESET ${action.how.toUpperCase()} to ${request.kind === 'remove-node' ? 'the deleted node' : action.node}.`,
      ];
    case 'save-node':
      return [`>>> Node ${action.node} -> Saving RDB...`];
    case 'save-nodes-file':
      return [`Saving cluster configuration to: ${action.file}`];
    default:
      return [`>>> ${step.title}`];
  }
}

/** Settings that no node has taken. */
const isUnchanged = ({ request, steps }: Plan, { outcomes }: OperationReport) =>
  request.kind === 'settings' &&
  !outcomes.some(({ state, step }) => state === 'ok' && steps[step]?.action.kind === 'set-config');

export function reportLines(plan: Plan, report: OperationReport, id: string): string[] {
  const { request } = plan;
  const wrong = report.outcomes.filter(({ state }) => state !== 'ok' && state !== 'skipped');
  // A step that told of its nodes one by one is not told again as a whole.
  const bad = wrong.filter(
    ({ node, step }) => node !== null || !wrong.some((one) => one.node !== null && one.step === step),
  );
  const isTimeout = request.kind === 'settings' && settingsName(request).one === 'timeout';
  const lines = bad.flatMap(({ node, state, text }) => {
    if (node === null) return [`[ERR] ${text}`];
    if (isTimeout) return [`ERR setting node-timeout for ${node}: ${text}`];
    // It is printed as the reply that it is.
    return request.kind === 'call' && state === 'failed' ? [] : [`[ERR] ${node}: ${text}`];
  });
  if (request.kind === 'settings') lines.push(...settingLines(plan, request, report));
  if (request.kind === 'import') lines.push(...importReport(report));
  lines.push(
    ...report.remarks
      .filter((text) => !bad.some((one) => one.text === text))
      .map((text) => `[WARNING] ${text}`),
  );
  lines.push(...report.verified.map(({ ok, text }) => `${ok ? '[OK]' : '[ERR]'} ${text}`));
  const isDone = report.state === 'done' || report.state === 'done-with-remarks';
  if (isDone && bad.length === 0) {
    if (request.kind === 'backup') lines.push(`[OK] Backup created into: ${request.directory}`);
    if (request.kind === 'add-primary' || request.kind === 'add-replica')
      lines.push('[OK] New node added correctly.');
  }
  const isLeft = report.state === 'paused' || report.state === 'cancelled';
  // Without an outcome nothing was begun, and there is no journal.
  const isCutOff = isLeft || (report.state === 'failed' && report.outcomes.length > 0);
  if (report.state === 'paused') lines.push(`Paused. Take it up again: slotshell --cluster resume ${id}`);
  else if (isCutOff && request.kind !== 'call')
    lines.push(`[NOTE] Take it up again: slotshell --cluster resume ${id}`);
  if ((isDone || isCutOff) && isUndoable(plan) && !isUnchanged(plan, report))
    lines.push(`[NOTE] This takes it back: slotshell --cluster undo ${id}`);
  return lines;
}

/** redis-cli sets one thing only. */
const settingsName = ({ changes }: RequestOf<'settings'>) =>
  changes.every(({ name }) => name === 'cluster-node-timeout')
    ? { one: 'timeout', many: 'node timeout' }
    : { one: 'settings', many: 'settings' };

function settingLines(
  { steps }: Plan,
  request: RequestOf<'settings'>,
  { outcomes }: OperationReport,
): string[] {
  const { one, many } = settingsName(request);
  const failedIn = new Map<string, Set<string>>();
  for (const { node, state, step } of outcomes) {
    if (node === null) continue;
    const failed = failedIn.get(node) ?? new Set();
    failedIn.set(node, failed);
    if (state !== 'ok') failed.add(steps[step]!.action.kind);
  }
  const nodes = [...failedIn];
  const good = nodes.flatMap(([node, failed]) => (failed.size === 0 ? [node] : []));
  return [
    ...good.map((node) => `*** New ${one} set for ${node}`),
    ...nodes.flatMap(([node, failed]) =>
      failed.size > 0 && !failed.has('set-config') && steps.some((step) => sets(step, node))
        ? [`[WARNING] ${node} has the new ${one} until its next start only.`]
        : [],
    ),
    `>>> New ${many} set. ${good.length} OK, ${nodes.length - good.length} ERR.`,
  ];
}

const sets = ({ action }: Plan['steps'][number], node: string) =>
  action.kind === 'set-config' && action.node === node;
