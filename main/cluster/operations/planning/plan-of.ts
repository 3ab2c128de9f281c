/** Puts a plan together: numbers its steps, adds them up, and takes down the facts that it relies on. */
import type { NodeAddress, SlotRange } from '../../../../shared/cluster/topology.ts';
import type { Amount, Plan, PlanStep } from '../../../../shared/operations/plan.ts';
import type { OperationRequest } from '../../../../shared/operations/request.ts';
import { nodeById, slotsOf, type ClusterReading } from '../reading/cluster-reading.ts';

/** A step before it has its place. */
export type StepDraft = Omit<PlanStep, 'number'>;

/** A step that moves no slot, costs nothing, and needs no undo. */
export const PLAIN_STEP = { moves: null, risk: null, undo: null, onFailure: 'stop' } as const;

export interface PlanDraft {
  request: OperationRequest;
  title: string;
  remarks: readonly string[];
  notes?: readonly string[];
  /** Ids of the nodes that the plan touches. */
  nodes: readonly string[];
  /** Ids of the nodes whose slots must stay as they are. */
  owners: readonly string[];
  newNodes?: readonly NodeAddress[];
  steps: readonly StepDraft[];
  /** The node from which the others are found; by default the one that was read. */
  cluster?: NodeAddress;
}

export function planOf(reading: ClusterReading, draft: PlanDraft): Plan {
  const { request, title, remarks, notes = [], newNodes = [], steps, cluster = reading.seed } = draft;
  return {
    version: 1,
    request,
    madeAt: reading.readAt,
    cluster,
    title,
    remarks: [...remarks],
    notes: [...notes],
    // withMovedAmounts names them once the keys are asked.
    bigSlots: [],
    fingerprint: {
      owners: [...new Set(draft.owners)].map((id) => ({ id, slots: slotsOf(reading, id).map(copyOf) })),
      nodes: [...new Set(draft.nodes)].flatMap((id) => {
        const node = nodeById(reading, id);
        if (!node) return [];
        const { address, role, primaryId, configEpoch } = node;
        return [{ id, address, role, primaryId, configEpoch }];
      }),
      newNodes: [...newNodes],
    },
    steps: steps.map((step, number) => ({ number, ...step })),
    totals: totalOf(steps),
  };
}

/** What the steps move together; null for what is unknown of one of them. */
export const totalOf = (steps: readonly Pick<PlanStep, 'moves'>[]): Amount =>
  steps.reduce((sum, { moves }) => (moves ? added(sum, moves) : sum), NOTHING);

const NOTHING: Amount = { slots: 0, keys: 0, bytes: 0 };

const copyOf = ({ first, last }: SlotRange): SlotRange => ({ first, last });

const sum = (a: number | null, b: number | null) => (a === null || b === null ? null : a + b);

const added = (a: Amount, b: Amount): Amount => ({
  slots: a.slots + b.slots,
  keys: sum(a.keys, b.keys),
  bytes: sum(a.bytes, b.bytes),
});
