/**
 * Which nodes cannot be reached from here. It only hears of what others dial: a node that refuses is left alone for a while,
 * looked for elsewhere (AddressMap), and told of once.
 */
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import type { Notice } from '../../../shared/session/notice.ts';
import { nodesOf } from './shard-numbers.ts';
import type { AddressMap } from './address-map.ts';
import { BackOff } from '../wire/back-off.ts';
import { TransportError, type ConnectionError } from '../wire/errors.ts';
import type { PoolSettings } from '../wire/node-pool.ts';

export interface ReachWatchOptions {
  map: AddressMap;
  seeds: readonly NodeAddress[];
  topology(): Topology | null;
  /** How nodes are connected to now. */
  connection(): PoolSettings;
  /** While no node answers, none is looked for elsewhere. */
  isLost(): boolean;
  /** These addresses lead elsewhere from now on. */
  onMoved(nodes: readonly NodeAddress[]): void;
  onNotice(notice: Notice): void;
}

/** Milliseconds over which nodes that do not answer are gathered: they come together. */
const GATHER = 50;
/** Nodes named in one notice. */
const NAMED = 3;

export class ReachWatch {
  private readonly options: ReachWatchOptions;
  /**
   * Nodes that refused last, and when they may be dialled again without anyone having asked for it. `reached`: the refusal
   * says nothing about the way to the node.
   */
  private readonly waits = new Map<NodeAddress, { backOff: BackOff; until: number; reached: boolean }>();
  /** Nodes to be looked for, with what was said at the last try. */
  private readonly pending = new Map<NodeAddress, string>();
  /** Nodes that were told of as missing. */
  private readonly missing = new Set<NodeAddress>();
  private looking = false;
  private closed = false;

  constructor(options: ReachWatchOptions) {
    this.options = options;
  }

  /** No connection to the node could be made. */
  refused(node: NodeAddress, error: ConnectionError): void {
    const backOff = this.waits.get(node)?.backOff ?? new BackOff();
    // Who refuses our login has been reached; what is in the way of all nodes says nothing of this one.
    const reached = error.kind === 'auth' || error instanceof TransportError;
    this.waits.set(node, { backOff, until: Date.now() + backOff.next(), reached });
    if (!reached) this.look(node, error.message);
  }

  /** The node was asked and is silent, and no connection to it is open. */
  silent(node: NodeAddress): void {
    // No connection is open because the node refused the login: that is an answer.
    if (!this.waits.get(node)?.reached) this.look(node, this.pending.get(node) ?? 'no answer');
  }

  opened(node: NodeAddress): void {
    this.waits.delete(node);
    this.pending.delete(node);
    if (this.missing.delete(node)) this.options.onNotice({ tone: 'good', text: `${node} answers again.` });
  }

  /** Whether the node may be dialled now for a panel's sake. */
  mayAsk(node: NodeAddress): boolean {
    return (this.waits.get(node)?.until ?? 0) <= Date.now();
  }

  /** All nodes may be dialled, and looked for, at once. */
  reset(): void {
    this.waits.clear();
    this.options.map.forgetLooks();
  }

  close(): void {
    this.closed = true;
  }

  private look(node: NodeAddress, reason: string): void {
    this.pending.set(node, reason);
    if (this.looking || this.closed) return;
    this.looking = true;
    setTimeout(() => void this.lookForAll().finally(() => (this.looking = false)), GATHER).unref();
  }

  private async lookForAll(): Promise<void> {
    const { map, seeds, topology, connection, isLost, onMoved, onNotice } = this.options;
    while (this.pending.size > 0 && !this.closed) {
      const reasons = new Map(this.pending);
      this.pending.clear();
      if (isLost()) return;
      const nodes = (topology()?.shards ?? [])
        .flatMap(nodesOf)
        // The cluster says itself of a failed node that it is gone.
        .filter(({ address, health }) => reasons.has(address) && health !== 'failed');
      const { found, returned, missing } = await map.discover(nodes, seeds, connection());
      if (this.closed) return;
      for (const { announced } of found) this.waits.delete(announced);
      if (found.length > 0) onNotice({ tone: 'info', text: foundWords(found) });
      if (found.length + returned.length > 0)
        onMoved([...found.map(({ announced }) => announced), ...returned]);
      const news = missing.filter((node) => !this.missing.has(node));
      if (news.length === 0 || isLost()) continue;
      for (const node of news) this.missing.add(node);
      const reason = reasons.get(news[0]!) ?? '';
      onNotice({ tone: 'bad', text: missingWords(news, reason) });
    }
  }
}

function foundWords(found: readonly { announced: NodeAddress; reached: NodeAddress }[]): string {
  const [first] = found;
  if (found.length === 1)
    return `${first!.announced} cannot be reached; its node answers at ${first!.reached}, which is used in its stead.`;
  const pairs = found.slice(0, NAMED).map(({ announced, reached }) => `${announced} at ${reached}`);
  return `${found.length} announced addresses cannot be reached; their nodes answer elsewhere, which is used in their stead: ${listed(pairs, found.length)}.`;
}

function missingWords(missing: readonly NodeAddress[], reason: string): string {
  const [first] = missing;
  if (missing.length === 1)
    return `${first} cannot be reached from here (${reason}). The other nodes go on working.`;
  return `${missing.length} nodes cannot be reached from here (${reason}): ${listed(missing.slice(0, NAMED), missing.length)}. The others go on working.`;
}

const listed = (names: readonly string[], of: number) =>
  names.join(', ') + (of > names.length ? ` and ${of - names.length} more` : '');
