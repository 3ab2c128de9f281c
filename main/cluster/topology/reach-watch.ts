/**
 * Tracks nodes that cannot be reached from here. It never dials; the callers report failures. Such a node is left alone for
 * a while, searched for at other addresses (AddressMap), and reported once.
 */
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import type { LanguageName } from '../../../shared/language/language.ts';
import type { Notice } from '../../../shared/session/notice.ts';
import { nodesOf } from './shard-numbers.ts';
import { noticeIn, reachWords } from './words.ts';
import type { AddressMap } from './address-map.ts';
import { BackOff } from '../wire/back-off.ts';
import { TransportError, type ConnectionError } from '../wire/errors.ts';
import type { PoolSettings } from '../wire/node-pool.ts';

export interface ReachWatchOptions {
  map: AddressMap;
  seeds: readonly NodeAddress[];
  topology(): Topology | null;
  /** The current connection settings. */
  connection(): PoolSettings;
  /** While no node answers, none is searched for at other addresses. */
  isLost(): boolean;
  /** Called with addresses that now lead elsewhere. */
  onMoved(nodes: readonly NodeAddress[]): void;
  onNotice(notice: Notice): void;
}

/** Milliseconds to gather nodes that do not answer, since they tend to fail together. */
const GATHER_MS = 50;
/** Nodes named in one notice. */
const MAX_NAMED = 3;

export class ReachWatch {
  private readonly options: ReachWatchOptions;
  /**
   * Nodes that refused last, and when the panels may dial them again. `reached`: the failure proves nothing about the
   * node's address.
   */
  private readonly waits = new Map<NodeAddress, { backOff: BackOff; until: number; reached: boolean }>();
  /** Nodes to search for, with the error of the last attempt. */
  private readonly pending = new Map<NodeAddress, string>();
  /** Nodes reported as out of reach. */
  private readonly missing = new Set<NodeAddress>();
  private searching = false;
  private closed = false;

  constructor(options: ReachWatchOptions) {
    this.options = options;
  }

  /** Reports that connecting to the node failed. */
  refused(node: NodeAddress, error: ConnectionError): void {
    const backOff = this.waits.get(node)?.backOff ?? new BackOff();
    // A node that refuses the login was reached; a transport error concerns all nodes, not this one.
    const reached = error.kind === 'auth' || error instanceof TransportError;
    this.waits.set(node, { backOff, until: Date.now() + backOff.next(), reached });
    if (!reached) this.search(node, error.message);
  }

  /** Reports that the node did not answer and has no open connection. */
  silent(node: NodeAddress): void {
    // If it refused the login, it answered.
    if (!this.waits.get(node)?.reached) this.search(node, this.pending.get(node) ?? 'no answer');
  }

  opened(node: NodeAddress): void {
    this.waits.delete(node);
    this.pending.delete(node);
    if (this.missing.delete(node))
      this.options.onNotice(noticeIn('good', (language) => reachWords(language).again({ node })));
  }

  /** Whether the panels may dial the node now. */
  mayAsk(node: NodeAddress): boolean {
    return (this.waits.get(node)?.until ?? 0) <= Date.now();
  }

  /** Lets all nodes be dialled and searched for at once. */
  reset(): void {
    this.waits.clear();
    this.options.map.forgetExaminations();
  }

  close(): void {
    this.closed = true;
  }

  private search(node: NodeAddress, reason: string): void {
    this.pending.set(node, reason);
    if (this.searching || this.closed) return;
    this.searching = true;
    setTimeout(() => void this.searchAll().finally(() => (this.searching = false)), GATHER_MS).unref();
  }

  private async searchAll(): Promise<void> {
    const { map, seeds, topology, connection, isLost, onMoved, onNotice } = this.options;
    while (this.pending.size > 0 && !this.closed) {
      const reasons = new Map(this.pending);
      this.pending.clear();
      if (isLost()) return;
      const nodes = (topology()?.shards ?? [])
        .flatMap(nodesOf)
        // The cluster itself reports a failed node.
        .filter(({ address, health }) => reasons.has(address) && health !== 'failed');
      const { found, returned, missing } = await map.discover(nodes, seeds, connection());
      if (this.closed) return;
      for (const { announced } of found) this.waits.delete(announced);
      if (found.length > 0) onNotice(noticeIn('info', (language) => foundText(found, language)));
      if (found.length + returned.length > 0)
        onMoved([...found.map(({ announced }) => announced), ...returned]);
      const news = missing.filter((node) => !this.missing.has(node));
      if (news.length === 0 || isLost()) continue;
      for (const node of news) this.missing.add(node);
      const reason = reasons.get(news[0]!) ?? '';
      onNotice(noticeIn('bad', (language) => missingText(news, reason, language)));
    }
  }
}

function foundText(
  found: readonly { announced: NodeAddress; reached: NodeAddress }[],
  language: LanguageName,
): string {
  const words = reachWords(language);
  const [first] = found;
  if (first && found.length === 1) return words.found(first);
  const pairs = found.slice(0, MAX_NAMED).map(({ announced, reached }) => words.at({ announced, reached }));
  return words.manyFound({ count: found.length, nodes: listed(pairs, found.length, language) });
}

function missingText(missing: readonly NodeAddress[], reason: string, language: LanguageName): string {
  const words = reachWords(language);
  const [node] = missing;
  if (node !== undefined && missing.length === 1) return words.missing({ node, reason });
  const nodes = listed(missing.slice(0, MAX_NAMED), missing.length, language);
  return words.manyMissing({ count: missing.length, reason, nodes });
}

function listed(names: readonly string[], of: number, language: LanguageName): string {
  const words = reachWords(language);
  const nodes = names.join(words.comma);
  return of > names.length ? words.more({ nodes, more: of - names.length }) : nodes;
}
