/** The situation of a cluster from one reading of it, and from what was remembered of those before. Pure. */
import type { Finding } from '../../../../shared/operations/finding.ts';
import type {
  Situation,
  SituationRow,
  SituationShape,
  SlotService,
  StripPart,
} from '../../../../shared/operations/situation.ts';
import { counted, grouped } from '../../../../shared/format/count.ts';
import { countSlots } from '../../../../shared/slots/slot-ranges.ts';
import { SLOT_COUNT } from '../../../../shared/slots/slots.ts';
import { findingsOf } from '../findings/findings.ts';
import { migrationFindingsOf } from '../findings/migration-findings.ts';
import { checksOf, uncheckedIn } from './checks.ts';
import { FULL_COVERAGE, isDown, type Facts } from './facts.ts';
import { goneIn, resolvedAt, sinceBefore, type Memory } from './memory.ts';
import { isNote, noReplicaRows, otherRows, wholeRows } from './other-rows.ts';
import { remember } from './remember.ts';
import { shardRows, type Taken } from './shard-rows.ts';
import { slotRows } from './slot-rows.ts';

const SHAPES: readonly SituationShape[] = ['octagon', 'triangle', 'clock'];
const SEVERITIES: readonly SituationRow['severity'][] = ['error', 'warning', 'note'];
/** The worst of two states of a slot is the later one. */
const SERVICES: readonly SlotService[] = ['served', 'risk', 'maybe', 'unserved'];
/** Rows that end though a node is away: another has its slots, or the others say so. */
const ALWAYS_SEEN: readonly string[] = ['down', 'uncovered', 'state-fail', 'no-majority'];

/** `facts` are of the reading, and so are the findings in `found`; its memory is that of the readings before, the returned one that of the next. */
export function situationOf(
  facts: Facts,
  tookMs: number,
  found: readonly Finding[] = findingsOf(facts.reading),
): { situation: Situation; memory: Memory } {
  const { reading, memory } = facts;
  const findings = [...found, ...migrationFindingsOf(reading, facts.measures.running)];
  const left = new Set<Finding>(findings);
  const taken: Taken[] = [];
  // Each rule is given the findings that no earlier one has taken.
  for (const rule of [shardRows, slotRows, wholeRows, noReplicaRows, otherRows])
    for (const one of rule(facts, [...left])) {
      taken.push(one);
      for (const finding of one.findings) left.delete(finding);
    }
  const all = taken.map(({ row }) => sinceBefore(memory, row)).sort(byWorst);
  const isQuiet = (row: SituationRow) =>
    taken.some(
      ({ row: one, findings }) => one.id === row.id && findings.length > 0 && findings.every(isNote),
    );
  const rows = all.filter((row) => !isQuiet(row));
  const strip = stripOf(facts, rows);
  const gone = goneIn(memory, rows);
  const unseen = gone.filter((row) => !isSeenToEnd(facts, row));
  const ended = gone.filter((row) => !unseen.includes(row));
  const situation: Situation = {
    kind: 'read',
    checkedAt: reading.readAt,
    tookMs,
    headline: headlineOf(facts, rows, strip),
    strip,
    rows,
    notes: all.filter(isQuiet),
    resolved: resolvedAt(memory, rows, ended, reading.readAt),
    checks: checksOf(facts, findings, strip),
    unchecked: uncheckedIn(facts),
    nodes: reading.nodes.length,
    last: memory.last,
  };
  const next = remember(facts, situation, unseen);
  return { situation: { ...situation, last: next.last }, memory: next };
}

const byWorst = (a: SituationRow, b: SituationRow): number =>
  SHAPES.indexOf(a.shape) - SHAPES.indexOf(b.shape) ||
  SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
  SERVICES.indexOf(b.service) - SERVICES.indexOf(a.service) ||
  countSlots(b.slots) - countSlots(a.slots) ||
  a.since.at - b.since.at;

/**
 * Whether what a row was about was looked at: not if a node of it does not answer, nor if the row of a shard whose primary is away
 * stands for it.
 */
function isSeenToEnd({ reading, shards }: Facts, { id, slots }: SituationRow): boolean {
  const [kind, ...names] = id.split(' ');
  if (ALWAYS_SEEN.includes(kind!)) return true;
  const isAway = reading.nodes.some(
    (node) => isDown(node) && (names.includes(node.id) || names.includes(node.address)),
  );
  const isHidden = shards.some(
    (shard) =>
      isDown(shard.primary) &&
      shard.slots.some((own) => slots.some(({ first, last }) => first <= own.last && own.first <= last)),
  );
  return !isAway && !isHidden;
}

function stripOf({ reading, shards, measures }: Facts, rows: readonly SituationRow[]): StripPart[] {
  const services = new Array<SlotService>(SLOT_COUNT).fill('unserved');
  const owners = new Array<number>(SLOT_COUNT).fill(-1);
  for (const [i, { slots, service }] of shards.entries())
    for (const { first, last } of slots) {
      owners.fill(i, first, last + 1);
      services.fill(service, first, last + 1);
    }
  for (const { first, last } of measures.passing) services.fill('risk', first, last + 1);
  for (const { slots, service } of rows)
    for (const { first, last } of slots)
      for (let slot = first; slot <= last; slot++)
        if (SERVICES.indexOf(service) > SERVICES.indexOf(services[slot]!)) services[slot] = service;
  const parts: StripPart[] = [];
  for (let slot = 0; slot < SLOT_COUNT; slot++) {
    const shard = shards[owners[slot]!];
    const before = parts.at(-1);
    const service = services[slot]!;
    if (before && owners[slot] === owners[slot - 1] && before.service === service) before.last = slot;
    else
      parts.push({
        first: slot,
        last: slot,
        shard: shard?.number ?? null,
        owner: shard?.primary.address ?? null,
        service,
      });
  }
  return reading.nodes.length === 0 ? [] : parts;
}

function headlineOf(
  facts: Facts,
  rows: readonly SituationRow[],
  strip: readonly StripPart[],
): Situation['headline'] {
  const { memory, reading } = facts;
  const slotsIn = (service: SlotService) => countSlots(strip.filter((part) => part.service === service));
  const [unserved, maybe] = [slotsIn('unserved'), slotsIn('maybe')];
  const [worst] = rows;
  if (!worst) {
    // The reading that finds the end of a trouble is the first calm one.
    const since = memory.trouble ? reading.readAt : (memory.last?.until ?? memory.begunAt ?? reading.readAt);
    return { title: 'Nothing is wrong', text: calmText(facts), since };
  }
  const count = unserved > 0 ? unserved : maybe;
  const since = Math.min(
    ...rows
      .filter(({ service }) => service === (unserved > 0 ? 'unserved' : 'maybe'))
      .map((row) => row.since.at),
    ...(count > 0 ? [] : [worst.since.at]),
  );
  const isAll = count === SLOT_COUNT;
  const many = `${grouped(count)} of ${grouped(SLOT_COUNT)} slots`;
  const unservedTitle = isAll
    ? `None of the ${grouped(count)} slots is served`
    : `${many} ${count === 1 ? 'is' : 'are'} not served`;
  const maybeTitle = isAll
    ? `Perhaps none of the ${grouped(count)} slots is served`
    : `${many} may not be served`;
  const title = unserved > 0 ? unservedTitle : maybe > 0 ? maybeTitle : worst.title;
  return { title, text: `${restText(facts, unserved, maybe)} ${moreText(rows)}`.trim(), since };
}

function restText({ measures, reading }: Facts, unserved: number, maybe: number): string {
  const rest = SLOT_COUNT - unserved - maybe;
  if (rest === SLOT_COUNT) return 'All slots are served.';
  const isRefused = reading.nodes.some(({ clusterInfo }) => clusterInfo.get('cluster_state') === 'fail');
  if (rest === 0)
    return measures.fullCoverage && isRefused
      ? `${FULL_COVERAGE} is yes, so one slot that is not served stops all.`
      : '';
  const { fullCoverage } = measures;
  const why =
    fullCoverage === null || (fullCoverage && unserved === 0)
      ? ''
      : `: ${FULL_COVERAGE} is ${fullCoverage ? 'yes' : 'no'}`;
  return fullCoverage && unserved > 0
    ? `The other ${grouped(rest)} go on only until the nodes notice${why}.`
    : `The other ${grouped(rest)} go on working${why}.`;
}

function moreText(rows: readonly SituationRow[]): string {
  if (rows.length === 1) return '';
  return `${counted(rows.length, 'finding')}, worst first.`;
}

function calmText({ shards, reading }: Facts): string {
  const keys = shards.map(({ primary }) => primary.keys);
  const sum = keys.includes(null)
    ? ''
    : ` ${counted(
        keys.reduce<number>((a, b) => a + b!, 0),
        'key',
      )}.`;
  const away = reading.nodes.filter(({ trouble }) => trouble !== null).length;
  const replicas = shards.every(({ replicas }) => replicas.length > 0) ? ', each with a replica' : '';
  return `All ${grouped(SLOT_COUNT)} slots are served by ${counted(shards.length, 'primary')}${replicas}.${sum}${away > 0 ? ` ${counted(away, 'node')} could not be checked.` : ''}`;
}
