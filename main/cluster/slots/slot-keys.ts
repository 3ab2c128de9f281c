/** Reads count and keys of one slot from its owner, or from source and target while the slot is open. */
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import { type Failure, FailureError } from '../../../shared/failure.ts';
import { argsOf as asWords } from '../../../shared/resp/resp.ts';
import type { SlotDetail, SlotPart } from '../../../shared/slots/slot-model.ts';
import { readCodisSlot } from './codis-slot-keys.ts';
import { askInDatabase } from './ask-in-database.ts';
import type { Cluster } from '../cluster.ts';
import { ConnectionError } from '../wire/errors.ts';
import type { ReplyLimits } from '../wire/frame-scanner.ts';
import type { NodeConnection } from '../wire/node-connection.ts';
import { itemsOf, numberOf, readReply } from '../wire/read-reply.ts';
import { withShardAdvice } from '../topology/shard-advice.ts';
import { unmappedFailure } from '../topology/unmapped.ts';

/** Milliseconds for one reply. */
const TIMEOUT_MS = 10_000;
/** Bytes of one node's list of keys. A key may have 512 MB, and GETKEYSINSLOT only limits their number. */
const MAX_BYTES = 64 * 2 ** 20;

type Place = Pick<SlotPart, 'node' | 'role'>;

export interface SlotQuestion {
  slot: number;
  /** 0 to 100,000; 0 for the count only. */
  limit: number;
  database: number;
}

/**
 * Returns count and first keys of a slot in one database, from CLUSTER COUNTKEYSINSLOT and GETKEYSINSLOT (3.0). Both report
 * the node's own keys even for an open slot, so no ASKING is needed. If a node fails or has nothing, or the map changes, the
 * map is read and the nodes it names are asked, once. Rejects with a FailureError: `bad-argument` for a server without
 * slots, `no-owner`, `too-large`, `unreachable` if no node answers.
 */
export async function readSlotKeys(cluster: Cluster, question: SlotQuestion): Promise<SlotDetail> {
  const { slot, limit, database } = question;
  if (cluster.topology?.kind === 'unmapped')
    throw unmappedFailure('Cannot read the keys of a slot', cluster.topology);
  if (cluster.topology?.codis) return readCodisSlot(cluster, cluster.topology.codis, question);
  if (cluster.topology && cluster.topology.kind !== 'cluster')
    throw new FailureError(
      'bad-argument',
      'This server is not in a cluster, so its keys have no slots.',
      cluster.topology.kind === 'proxy'
        ? 'Connect to a server behind the proxy.'
        : 'Use SCAN to list its keys.',
    );
  const start = performance.now();
  const asked = placesOf(cluster, slot);
  let answers = await askAll(cluster, asked, question);
  // A former owner returns 0 without an error.
  const doubtful = answers.every((answer) => answer instanceof Error || answer.count === 0);
  if (doubtful && limit > 0) await cluster.refresh(answers.some(isError) ? 'node lost' : 'asked');
  const now = placesOf(cluster, slot);
  if (!samePlaces(asked, now)) answers = await askAll(cluster, now, question);
  const parts = partsOf(answers, slot, cluster.topology);
  return { slot, database, parts, milliseconds: performance.now() - start };
}

/** Returns the nodes that the map names for a slot: the owner, or the source followed by the target. */
function placesOf(cluster: Cluster, slot: number): Place[] {
  const owner = cluster.cache.owner(slot);
  const open = cluster.topology?.migrations.find(({ slots }) =>
    slots.some(({ first, last }) => first <= slot && slot <= last),
  );
  if (!open) return owner === null ? [] : [{ node: owner, role: 'owner' }];
  const source = open.from ?? owner;
  const places: Place[] = source === null ? [] : [{ node: source, role: 'source' }];
  if (open.to !== null && open.to !== source) places.push({ node: open.to, role: 'target' });
  return places;
}

const samePlaces = (a: readonly Place[], b: readonly Place[]) =>
  a.length === b.length && a.every((place, i) => place.node === b[i]!.node && place.role === b[i]!.role);

/** A node that could not be asked, with the reason. */
class PartError extends Error {
  readonly part: SlotPart;
  readonly code: 'too-large' | 'unreachable';

  constructor(part: SlotPart, cause: unknown) {
    const tooLarge = cause instanceof ConnectionError && cause.kind === 'too-large';
    const said = cause instanceof Error ? cause.message : String(cause);
    const problem = tooLarge
      ? `the requested keys have more than ${MAX_BYTES / 2 ** 20} MB in total`
      : said.replace(/\.$/, '');
    super(problem);
    this.part = { ...part, problem };
    this.code = tooLarge ? 'too-large' : 'unreachable';
  }
}

const isError = (answer: SlotPart | PartError): answer is PartError => answer instanceof PartError;

function askAll(
  cluster: Cluster,
  places: readonly Place[],
  question: SlotQuestion,
): Promise<(SlotPart | PartError)[]> {
  return Promise.all(
    places.map(async (place) => {
      const part: SlotPart = {
        ...place,
        shard: cluster.shardOf(place.node),
        count: 0,
        keys: [],
        problem: '',
      };
      try {
        return { ...part, ...(await askNode(cluster, place.node, question)) };
      } catch (error) {
        return new PartError(part, error);
      }
    }),
  );
}

async function askNode(
  cluster: Cluster,
  node: NodeAddress,
  { slot, limit, database }: SlotQuestion,
): Promise<Pick<SlotPart, 'count' | 'keys'>> {
  if (limit === 0) {
    const count = await askInDatabase(cluster, node, database, (connection) => askCount(connection, slot));
    return { count, keys: [] };
  }
  // Too large a reply takes long and ends its connection, so it must not be the one that the panels share.
  const limits: Partial<ReplyLimits> = { frame: MAX_BYTES, elements: limit };
  const pool = cluster.openPool({ limits, database });
  try {
    const connection = pool.get(node);
    const args = asWords('CLUSTER', 'GETKEYSINSLOT', String(slot), String(limit));
    const [count, keys] = await Promise.all([
      askCount(connection, slot),
      connection.send(args, { timeout: TIMEOUT_MS }).then(readReply),
    ]);
    return { count, keys: itemsOf(keys).flatMap((key) => (key.type === 'string' ? [key.bytes] : [])) };
  } finally {
    pool.close();
  }
}

/** Asks CLUSTER COUNTKEYSINSLOT of this node, whether or not it owns the slot. */
export const askCount = (connection: NodeConnection, slot: number): Promise<number> =>
  connection
    .send(asWords('CLUSTER', 'COUNTKEYSINSLOT', String(slot)), { timeout: TIMEOUT_MS })
    .then(readReply)
    .then(numberOf);

/** Returns the parts, failed ones with their reason; throws if no node answered. */
function partsOf(
  answers: readonly (SlotPart | PartError)[],
  slot: number,
  topology: Topology | null,
): SlotPart[] {
  if (answers.length === 0)
    throw new FailureError(
      'no-owner',
      `No node owns slot ${slot}.`,
      'Assign it with CLUSTER ADDSLOTS, or restart its shard.',
    );
  if (answers.every(isError)) {
    const code = answers[0]!.code;
    const said = answers.map(({ part }) => `${part.node}: ${part.problem}`).join('; ');
    const failure: Failure = {
      code,
      message: `Cannot read the keys of slot ${slot}: ${said}.`,
      advice:
        code === 'too-large'
          ? 'Ask for fewer keys, or list them with SCAN on that node.'
          : 'Try again when the shard is back.',
    };
    throw new FailureError(code, failure.message, withShardAdvice(failure, topology, slot, null).advice);
  }
  return answers.map((answer) => (isError(answer) ? answer.part : answer));
}
