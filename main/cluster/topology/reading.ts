/** Parses CLUSTER SHARDS (7.0), CLUSTER SLOTS (3.0) and CLUSTER NODES (3.0) into plain values. Pure. */
import { grouped } from '../../../shared/format/count.ts';
import type { NodeAddress, SlotRange } from '../../../shared/cluster/topology.ts';
import { hasAddress } from '../../../shared/cluster/no-address.ts';
import type { Reply } from '../../../shared/resp/resp.ts';
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';
import { addressOf, hostOf, readableName, splitAddress } from '../wire/address.ts';
import { fieldsOf, itemsOf, numberOf, textOf } from '../wire/read-reply.ts';

/** Nodes of one cluster at most: twenty times what Redis recommends. */
const MAX_NODES = 20_000;
/** Slot claims of all nodes in one reply. Without this bound, a few bytes could cause much work. */
const MAX_CLAIMS = 16 * SLOT_COUNT;

/** A reply with more in it than any real cluster has. */
export class ImplausibleMap extends Error {
  override name = 'ImplausibleMap';
}

/** Counts the nodes and slot claims in one reply. Throws ImplausibleMap if there are too many. */
class Budget {
  private nodes = 0;
  private claims = 0;
  private readonly question: string;

  constructor(question: string) {
    this.question = question;
  }

  node(): void {
    if (++this.nodes > MAX_NODES)
      throw new ImplausibleMap(`its ${this.question} lists more than ${grouped(MAX_NODES)} nodes`);
  }

  /** Whether the bounds are a valid range of slots. */
  range({ first, last }: SlotRange): boolean {
    const valid = Number.isInteger(first) && Number.isInteger(last) && first >= 0 && first <= last;
    if (!valid || last >= SLOT_COUNT) return false;
    this.claims += last - first + 1;
    if (this.claims > MAX_CLAIMS)
      throw new ImplausibleMap(`its ${this.question} assigns the slots to too many nodes at once`);
    return true;
  }
}

/** A shard as listed by CLUSTER SHARDS or SLOTS, the primary first if known. */
export interface ShardReading {
  slots: SlotRange[];
  nodes: { id: string; address: NodeAddress; role: 'primary' | 'replica'; loading: boolean }[];
}

/** A line of CLUSTER NODES. */
export interface NodeLine {
  id: string;
  address: NodeAddress;
  flags: string[];
  primaryId: string | null;
  configEpoch: number;
  /** When the answering node last heard from it, by that node's clock (milliseconds since 1970); null for itself, or never. */
  pongAt: number | null;
  linkState: 'connected' | 'disconnected';
  slots: SlotRange[];
  /** Open slots; only on the answering node's own line. */
  migrating: { slot: number; to: string }[];
  importing: { slot: number; from: string }[];
}

/**
 * Returns the host for reaching a node, following cluster-preferred-endpoint-type (7.0). An empty or null endpoint
 * (`unknown-endpoint`) means the host that was asked; `?` means a node without the preferred host name, so its IP is used.
 */
const hostFrom = (endpoint: Reply | undefined, ip: Reply | undefined, asked: NodeAddress): string => {
  const host = textOf(endpoint);
  return (host === '?' ? textOf(ip) : host) || hostOf(asked);
};

/** Parses a reply of CLUSTER SHARDS; `tls` picks each node's tls-port. */
export function parseClusterShards(reply: Reply, asked: NodeAddress, tls: boolean): ShardReading[] {
  const budget = new Budget('CLUSTER SHARDS');
  return itemsOf(reply).map((shard) => {
    const fields = fieldsOf(shard);
    const bounds = itemsOf(fields.get('slots')).map(numberOf);
    const slots: SlotRange[] = [];
    for (let i = 0; i + 1 < bounds.length; i += 2) slots.push({ first: bounds[i]!, last: bounds[i + 1]! });
    const nodes = itemsOf(fields.get('nodes')).map((node) => {
      const f = fieldsOf(node);
      const port = numberOf(f.get(tls && f.has('tls-port') ? 'tls-port' : 'port') ?? f.get('tls-port'));
      const id = readableName(textOf(f.get('id')));
      budget.node();
      return {
        id,
        address: addressOf(hostFrom(f.get('endpoint') ?? f.get('ip'), f.get('ip'), asked), port, id),
        role: textOf(f.get('role')) === 'replica' ? ('replica' as const) : ('primary' as const),
        loading: textOf(f.get('health')) === 'loading',
      };
    });
    return { slots: slots.filter((range) => budget.range(range)), nodes };
  });
}

/** Parses a reply of CLUSTER SLOTS: entries with the same primary are one shard. */
export function parseClusterSlots(reply: Reply, asked: NodeAddress): ShardReading[] {
  const shards = new Map<string, ShardReading>();
  const budget = new Budget('CLUSTER SLOTS');
  const known = new Set<string>();
  for (const entry of itemsOf(reply)) {
    const [first, last, ...listed] = itemsOf(entry);
    const nodes = listed.map((node, i) => {
      const [host, port, id, more] = itemsOf(node);
      const named = readableName(textOf(id));
      const address = addressOf(hostFrom(host, fieldsOf(more).get('ip'), asked), numberOf(port), named);
      if (!known.has(named || address)) budget.node();
      known.add(named || address);
      return {
        id: named || address,
        address,
        role: i === 0 ? ('primary' as const) : ('replica' as const),
        loading: false,
      };
    });
    if (!nodes[0]) continue;
    const range = { first: numberOf(first), last: numberOf(last) };
    const shard = shards.get(nodes[0].id) ?? { slots: [], nodes };
    if (budget.range(range)) shard.slots.push(range);
    shards.set(nodes[0].id, shard);
  }
  return [...shards.values()];
}

/** Parses the text of CLUSTER NODES; malformed lines are skipped. */
export function parseClusterNodes(text: string, asked: NodeAddress): NodeLine[] {
  const budget = new Budget('CLUSTER NODES');
  const lines: NodeLine[] = [];
  for (const line of text.split('\n')) {
    const [id, place, flags, primary, , pong, epoch, link, ...ranges] = line.trim().split(' ');
    if (!id || !place || !flags || link === undefined) continue;
    // ip:port@cport,hostname
    const at = splitAddress(place.split(/[@,]/, 1)[0]!);
    budget.node();
    const node: NodeLine = {
      id: readableName(id),
      address: addressOf(at?.host || hostOf(asked), at?.port ?? 0, readableName(id)),
      flags: flags.split(','),
      primaryId: primary && primary !== '-' ? readableName(primary) : null,
      configEpoch: Number(epoch) || 0,
      pongAt: Number(pong) || null,
      linkState: link === 'connected' ? 'connected' : 'disconnected',
      slots: [],
      migrating: [],
      importing: [],
    };
    for (const range of ranges) readRange(range, node, budget);
    lines.push(node);
  }
  return lines;
}

function readRange(text: string, node: NodeLine, budget: Budget): void {
  if (text.startsWith('[')) {
    const open = /^\[(\d{1,5})-(>|<)-([^\]]+)\]$/.exec(text);
    if (!open || Number(open[1]) >= SLOT_COUNT) return;
    if (open[2] === '>') node.migrating.push({ slot: Number(open[1]), to: open[3]! });
    else node.importing.push({ slot: Number(open[1]), from: open[3]! });
    return;
  }
  const dash = text.indexOf('-');
  const first = slotIn(text, 0, dash < 0 ? text.length : dash);
  const last = dash < 0 ? first : slotIn(text, dash + 1, text.length);
  if (first < 0 || last < 0) return;
  const range = { first, last };
  if (budget.range(range)) node.slots.push(range);
}

/** The number that these characters write, if they are one to nine digits; -1 if not. A map may have 16,384 of them. */
function slotIn(text: string, start: number, end: number): number {
  if (end <= start || end - start > 9) return -1;
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** Replaces the IP addresses of CLUSTER NODES by the names in CLUSTER SHARDS or SLOTS, if the cluster announces names. */
export function withAddresses(nodes: NodeLine[], shards: readonly ShardReading[]): NodeLine[] {
  const named = new Map(shards.flatMap((shard) => shard.nodes.map((node) => [node.id, node.address])));
  return nodes.map((line) => {
    const address = named.get(line.id);
    return address !== undefined && hasAddress(address) ? { ...line, address } : line;
  });
}
