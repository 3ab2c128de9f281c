/** What the code of a move works with. */
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import type { MoveOptions } from '../../../../shared/operations/request.ts';
import type { HostPort } from '../../wire/address.ts';
import type { StepContext } from '../run/context.ts';

/** One pair of primaries between which slots move. */
export interface Move {
  context: StepContext;
  options: MoveOptions;
  /** Ids and addresses. */
  from: string;
  to: string;
  source: NodeAddress;
  target: NodeAddress;
  /** The target as the source knows it: MIGRATE connects from there. */
  targetFromSource: HostPort;
  /** The source does not own the slots: it imports them, so it answers about their keys only after ASKING. */
  asking: boolean;
  /** Addresses of the other primaries. One that does not answer is taken out. */
  others: NodeAddress[];
  /** Whether a node was the target before a failover: a mark that names it is of this move too. */
  wasTarget?: (id: string) => boolean;
  /** Whether source and target take SETSLOT's TIMEOUT (Valkey 8), which waits for their replicas; undefined if nobody asked. */
  hasTimeout?: boolean;
  /** Whether the target may take many slots in one transaction. */
  isClaimedTogether?: boolean;
}

/** A step that cannot go on. `unknown`: a command was sent whose effect is not known. */
export class MoveFailure extends Error {
  override name = 'MoveFailure';
  readonly unknown: boolean;

  constructor(message: string, unknown = false) {
    super(message);
    this.unknown = unknown;
  }
}
