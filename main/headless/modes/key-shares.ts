/** Shares of the keys of a cluster: by node, and by hash tag. */
import { counted, grouped } from '../../../shared/format/count.ts';
import { escapeBytes } from '../../../shared/format/escape.ts';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { latin1 } from '../../../shared/resp/resp.ts';
import { hashedPart } from '../../../shared/slots/slots.ts';
import type { Cluster } from '../../cluster/cluster.ts';

/** Hash tags that are counted; the keys of further ones are told as a sum. */
const MOST_TAGS = 100_000;
/** Hash tags that are printed. */
const PRINTED_TAGS = 10;

interface Share {
  keys: number;
  amount: number;
}

export class KeyShares {
  private readonly cluster: Cluster;
  /** The unit of the amounts; null if only keys are counted. */
  private readonly unit: string | null;
  private readonly nodes = new Map<NodeAddress, Share>();
  /** By tag, one character below 256 a byte. */
  private readonly tags = new Map<string, Share>();
  private readonly rest: Share = { keys: 0, amount: 0 };

  constructor(cluster: Cluster, unit: string | null) {
    this.cluster = cluster;
    this.unit = unit;
  }

  add(node: NodeAddress, key: Uint8Array, amount: number): void {
    count(this.nodes, node, amount);
    const { start, end } = hashedPart(key);
    if (end - start === key.length) return;
    const tag = latin1(key.subarray(start, end));
    if (this.tags.has(tag) || this.tags.size < MOST_TAGS) count(this.tags, tag, amount);
    else add(this.rest, amount);
  }

  /** `slot 5461, shard 2 (127.0.0.1:7001)`. */
  place(slot: number, node: NodeAddress): string {
    const shard = this.cluster.shardOf(node);
    return `slot ${slot}, ${shard === null ? node : `shard ${shard} (${node})`}`;
  }

  lines(): string {
    const nodes = [...this.nodes].map(([node, share]) => {
      const shard = this.cluster.shardOf(node);
      return {
        shard: shard ?? Infinity,
        line: `${shard === null ? '' : `shard ${shard} `}${node}: ${this.told(share)}\n`,
      };
    });
    nodes.sort((a, b) => a.shard - b.shard || (a.line < b.line ? -1 : 1));
    const by = ({ keys, amount }: Share) => (this.unit === null ? keys : amount);
    const tags = [...this.tags].sort(([a, one], [b, other]) => by(other) - by(one) || (a < b ? -1 : 1));
    const printed = tags
      .slice(0, PRINTED_TAGS)
      .map(([tag, share]) => `{${escapeBytes(Buffer.from(tag, 'latin1'))}}: ${this.told(share)}\n`);
    const more = tags.slice(PRINTED_TAGS).reduce((sum, [, { keys }]) => sum + keys, this.rest.keys);
    if (more > 0) printed.push(`other hash tags: ${counted(more, 'key')}\n`);
    return [
      `\n# By node\n`,
      ...nodes.map(({ line }) => line),
      ...(printed.length > 0 ? ['\n# By hash tag\n', ...printed] : []),
    ].join('');
  }

  private told({ keys, amount }: Share): string {
    return counted(keys, 'key') + (this.unit === null ? '' : ` with ${grouped(amount)} ${this.unit}`);
  }
}

function count(shares: Map<string, Share>, name: string, amount: number): void {
  let share = shares.get(name);
  if (!share) shares.set(name, (share = { keys: 0, amount: 0 }));
  add(share, amount);
}

function add(share: Share, amount: number): void {
  share.keys++;
  share.amount += amount;
}
