/** The nodes that a mode works on: the one of the flags, or with -c and --direct those of the cluster. */
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import { FailureError } from '../../../shared/failure.ts';
import { utf8 } from '../../../shared/resp/resp.ts';
import { Cluster } from '../../cluster/cluster.ts';
import type { ClusterHooks, Member } from '../../cluster/cluster-members.ts';
import { targetNodes } from '../../cluster/routing/targets.ts';
import { unreachableText } from '../errors.ts';
import { isForCluster, seedOf, type Flags } from '../flags.ts';
import type { ModeContext } from './mode-context.ts';

export interface ModeNodes {
  /** Null for the one node of the flags. */
  cluster: Cluster | null;
  /** Whether a target names them, in place of the primaries. */
  isChosen: boolean;
  /** Those chosen, by the map as it is now. */
  current(): NodeAddress[];
  close(): void;
}

const MEMBER: Member = { onTopology: () => {}, onPhase: () => {}, onMoved: () => {}, onDoubt: () => {} };

/**
 * Null if no node can be had, which is printed as redis-cli does. `@replicas`, `@all` or `@node:…` as the only argument
 * chooses the nodes of a cluster.
 */
export async function openModeNodes(
  { flags, output }: Pick<ModeContext, 'flags' | 'output'>,
  hooks: ClusterHooks = {},
): Promise<ModeNodes | null> {
  const seed = seedOf(flags);
  const target = flags.args.length === 1 ? (utf8(flags.args[0]!) ?? '') : '';
  if (!isForCluster(flags)) return { cluster: null, isChosen: false, current: () => [seed], close: () => {} };
  const cluster = openCluster(flags, seed, hooks);
  const close = () => cluster.members.leave(MEMBER);
  const current = () => chosen(cluster, target, seed);
  try {
    await cluster.connect();
    current();
    return { cluster, isChosen: target !== '', current, close };
  } catch (error) {
    close();
    if (!(error instanceof FailureError)) throw error;
    const { code, message, advice } = error.failure;
    output.error(
      code === 'unreachable' ? unreachableText(seed, message) : `${message} ${advice}`.trim() + '\n',
    );
    return null;
  }
}

function openCluster(flags: Flags, seed: NodeAddress, hooks: ClusterHooks): Cluster {
  const { label, environment, readOnly, connection } = flags.target;
  const options = { label, environment, readOnly, seeds: [seed], connection: { ...connection, quiet: true } };
  const cluster = new Cluster(options, hooks);
  cluster.members.join(MEMBER);
  return cluster;
}

function chosen(cluster: Cluster, target: string, seed: NodeAddress): NodeAddress[] {
  const topology: Topology | null = cluster.topology;
  const isCluster = topology?.kind === 'cluster';
  if (!isCluster && target === '') return [seed];
  return targetNodes(target === '' ? '@primaries' : target, topology, (slot) => cluster.cache.owner(slot));
}
