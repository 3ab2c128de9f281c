/** The changes of the cluster, which of them are shown, and the result of the last export. */
import { CHANGES_KEPT, type Change } from '../../../shared/cluster/change.ts';
import type { Failure } from '../../../shared/failure.ts';
import type { ChangeGroup } from '../../kit/menu-target.ts';
import type { Message } from '../../window/message.ts';

export const CHANGE_GROUPS = ['slots', 'nodes', 'redirects'] as const satisfies readonly ChangeGroup[];

export interface TimelineState {
  /** Oldest first. */
  changes: readonly Change[];
  hidden: ReadonlySet<ChangeGroup>;
  /** Null before a copy or an export, and if the user cancels it. */
  exported: { text: string } | { failure: Failure } | null;
}

export type TimelineMessage =
  | { type: 'changes'; changes: readonly Change[] }
  | { type: 'changes-group'; group: ChangeGroup; shown: boolean }
  /** Hides the other groups. */
  | { type: 'changes-only'; group: ChangeGroup }
  | { type: 'change-copy'; id: number; form: 'text' | 'json' }
  | { type: 'changes-export'; form: 'text' | 'csv' | 'json' }
  | { type: 'changes-exported'; result: TimelineState['exported'] };

declare module '../../window/contract.ts' {
  interface FeatureStates {
    timeline: TimelineState;
  }
  interface Messages {
    timeline: TimelineMessage;
  }
}

export const timelineOf = (changes: readonly Change[]): TimelineState => ({
  changes,
  hidden: new Set(),
  exported: null,
});

export function reduceTimeline(timeline: TimelineState, message: Message): TimelineState {
  switch (message.type) {
    case 'changes':
      // The first reading of a cluster begins its timeline.
      return message.changes[0]?.kind === 'first-read'
        ? timelineOf(message.changes.slice(-CHANGES_KEPT))
        : { ...timeline, changes: [...timeline.changes, ...message.changes].slice(-CHANGES_KEPT) };
    case 'changes-group': {
      const hidden = new Set(timeline.hidden);
      if (message.shown) hidden.delete(message.group);
      else hidden.add(message.group);
      return { ...timeline, hidden };
    }
    case 'changes-only':
      return { ...timeline, hidden: new Set(CHANGE_GROUPS.filter((group) => group !== message.group)) };
    case 'tab':
    case 'change-copy':
    case 'changes-export':
      return { ...timeline, exported: null };
    case 'changes-exported':
      return { ...timeline, exported: message.result };
    default:
      return timeline;
  }
}
