/** Lists the open slots as each primary reports them, with the keys on either side. */
import { counted } from '../../../shared/format/count.ts';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { parseClusterNodes } from '../topology/reading.ts';
import { numberOf, textOf } from '../wire/read-reply.ts';
import { checkCodisMoves } from './codis-steps.ts';
import { ask, inLanes, skipped, type Announced, type Diagnostics, type Finding } from './diagnostics.ts';

/** Nodes asked at once, and open slots whose keys are counted. */
const AT_ONCE = 64;
const COUNTED = 64;

interface OpenSlot {
  slot: number;
  from: NodeAddress;
  to: NodeAddress;
  left: number | null;
  done: number | null;
}

/** Runs after the nodes step, which reports nodes that do not answer. */
export async function checkMigrations(diagnostics: Diagnostics): Promise<Finding> {
  const { announced, kind } = diagnostics.findings;
  if (kind === 'codis') return checkCodisMoves(diagnostics.findings.servers.loggedIn[0]!);
  if (kind !== 'cluster') return skipped('not a cluster');
  const primaries = announced.filter(({ role, failed }) => role === 'primary' && !failed);
  const open = new Map<number, OpenSlot>();
  await inLanes(primaries, AT_ONCE, (node) => readOpen(diagnostics, node, open).catch(() => {}));
  if (open.size === 0) return { status: 'ok', found: 'no slot is being moved' };
  const slots = [...open.values()].sort((a, b) => a.slot - b.slot);
  await inLanes(slots.slice(0, COUNTED), AT_ONCE, async (one) => {
    one.left = await countAt(diagnostics, one.from, one.slot);
    one.done = await countAt(diagnostics, one.to, one.slot);
  });
  const keys = (count: number | null) =>
    count === null ? 'an unknown number of keys' : counted(count, 'key');
  return {
    status: 'warning',
    found: `${counted(slots.length, 'slot')} being moved between nodes`,
    advice:
      'This is normal during a reshard. Otherwise, redis-cli --cluster fix moves the rest, or CLUSTER SETSLOT <slot> STABLE on both nodes cancels the move. The Nodes view shows whether keys are moving.',
    details: slots.map(({ slot, from, to, left, done }) => ({
      text: `slot ${slot} from ${from} to ${to}: ${keys(left)} left, ${keys(done)} moved`,
      good: false,
    })),
  };
}

/** Reads the open slots that the node reports for itself: MIGRATING at the source, IMPORTING at the target. */
async function readOpen(
  diagnostics: Diagnostics,
  node: Announced,
  open: Map<number, OpenSlot>,
): Promise<void> {
  const connection = diagnostics.open(node.address, diagnostics.findings.servers);
  try {
    const lines = parseClusterNodes(textOf(await ask(connection, 'CLUSTER', 'NODES')), node.address);
    const known = new Map(diagnostics.findings.announced.map(({ id, address }) => [id, address]));
    const name = (id: string) =>
      known.get(id) ?? lines.find((line) => line.id === id)?.address ?? id.slice(0, 40);
    const self = lines.find(({ flags }) => flags.includes('myself'));
    for (const { slot, to } of self?.migrating ?? [])
      open.set(slot, { slot, from: node.address, to: name(to), left: null, done: null });
    for (const { slot, from } of self?.importing ?? [])
      if (!open.has(slot))
        open.set(slot, { slot, from: name(from), to: node.address, left: null, done: null });
  } finally {
    connection.close();
  }
}

async function countAt(diagnostics: Diagnostics, node: NodeAddress, slot: number): Promise<number | null> {
  try {
    const connection = diagnostics.open(node, diagnostics.findings.servers);
    try {
      const keys = numberOf(await ask(connection, 'CLUSTER', 'COUNTKEYSINSLOT', String(slot)));
      return Number.isSafeInteger(keys) && keys >= 0 ? keys : null;
    } finally {
      connection.close();
    }
  } catch {
    return null;
  }
}
