/** Context of a step that keeps everything the step reports. */
import type { LosingValue, Note, StepContext } from '../../main/cluster/operations/run/context.ts';
import type { OperationNodes } from '../../main/cluster/operations/reading/nodes.ts';
import type { Outcome } from '../../shared/operations/progress.ts';
import type { Reply } from '../../shared/resp/resp.ts';

export interface RecordedContext extends StepContext {
  notes: Note[];
  outcomes: Outcome[];
  replies: { node: string; reply: Reply }[];
  kept: LosingValue[];
}

export function recordedContext(nodes: OperationNodes, cluster: string): RecordedContext {
  const notes: Note[] = [];
  const outcomes: Outcome[] = [];
  const replies: RecordedContext['replies'] = [];
  const kept: LosingValue[] = [];
  return {
    nodes,
    cluster,
    step: 0,
    control: { wish: 'run', rate: null },
    notes,
    outcomes,
    replies,
    kept,
    note: (record) => {
      notes.push(record);
      return Promise.resolve();
    },
    report: () => {},
    outcome: (outcome) => void outcomes.push(outcome),
    reply: (node, reply) => void replies.push({ node, reply }),
    resolveConflict: () => Promise.resolve('stop'),
    keepValue: (value) => Promise.resolve(void kept.push(value)),
  };
}
