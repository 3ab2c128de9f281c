/** What happened to the cluster, as main tells it. */
import { CHANGES_KEPT, type Change } from '../../../shared/cluster/change.ts';
import type { Message } from '../../window/message.ts';

export type TimelineMessage = { type: 'changes'; changes: readonly Change[] };

/** Oldest first. A first reading begins another cluster's timeline. */
export function reduceTimeline(timeline: readonly Change[], message: Message): readonly Change[] {
  if (message.type !== 'changes') return timeline;
  const anew = message.changes[0]?.kind === 'first-read';
  return [...(anew ? [] : timeline), ...message.changes].slice(-CHANGES_KEPT);
}
