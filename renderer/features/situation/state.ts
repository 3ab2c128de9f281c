/** The Situation page: the last reading, the row that has the keyboard, and what is open in it. */
import type { Failure } from '../../../shared/failure.ts';
import type {
  ForeignKeys,
  NoAnswer,
  Situation,
  SituationAction,
  SituationAnswer,
  SituationRow,
} from '../../../shared/operations/situation.ts';
import type { Message } from '../../window/message.ts';
import type { State } from '../../window/state.ts';

export interface SituationState {
  /** The last reading that a node answered; null before. */
  situation: Situation | null;
  /** Why the latest reading has failed; null if it has not. */
  missing: NoAnswer | Failure | null;
  isAsking: boolean;
  /** Id of the row that has the keyboard; null for the first. */
  at: string | null;
  /** Rows whose details are open. */
  open: ReadonlySet<string>;
  /** The action that is shown. */
  action: { row: string; key: string } | null;
  /** What was copied; empty for nothing. */
  note: string;
  /** The last search for keys at wrong nodes; null before one. */
  foreign: ForeignKeys | Failure | null;
  isSearching: boolean;
}

export type SituationMessage =
  | { type: 'situation-check' }
  | { type: 'situation-asking' }
  | { type: 'situation-read'; answer: SituationAnswer }
  | { type: 'situation-failed'; failure: Failure }
  | { type: 'situation-at'; row: string }
  | { type: 'situation-details'; row: string }
  | { type: 'situation-action'; row: string; key: string }
  | { type: 'situation-close' }
  | { type: 'situation-copy'; text: string; note: string }
  | { type: 'situation-note'; note: string }
  | { type: 'situation-search' }
  | { type: 'situation-found'; found: ForeignKeys | Failure };

declare module '../../window/contract.ts' {
  interface FeatureStates {
    situation: SituationState;
  }
  interface Messages {
    situation: SituationMessage;
  }
}

export const NO_SITUATION: SituationState = {
  situation: null,
  missing: null,
  isAsking: false,
  at: null,
  open: new Set(),
  action: null,
  note: '',
  foreign: null,
  isSearching: false,
};

export function reduceSituation(own: SituationState, message: Message, before: State): SituationState {
  switch (message.type) {
    case 'situation-asking':
      return { ...own, isAsking: true };
    case 'situation-read': {
      const { answer } = message;
      if (answer.kind === 'no-answer') return { ...own, isAsking: false, missing: answer };
      return { ...own, isAsking: false, missing: null, situation: answer };
    }
    case 'situation-failed':
      return { ...own, isAsking: false, missing: message.failure };
    case 'situation-at':
      return { ...own, at: message.row, action: own.action?.row === message.row ? own.action : null };
    case 'situation-details': {
      const open = new Set(own.open);
      if (!open.delete(message.row)) open.add(message.row);
      return { ...own, at: message.row, open, note: '' };
    }
    case 'situation-action': {
      const { row, key } = message;
      const action = actionAt(own, row, key);
      const isShown = own.action?.row === row && own.action.key === key;
      const isCard = action !== null && effectOf(action, before) === 'card';
      return { ...own, at: row, action: isCard && !isShown ? { row, key } : null, note: '' };
    }
    case 'situation-close':
      return { ...own, action: null, note: '' };
    case 'situation-note':
      return { ...own, note: message.note };
    case 'situation-search':
      return { ...own, isSearching: true };
    case 'situation-found':
      return { ...own, isSearching: false, foreign: message.found };
    case 'changes':
      // The first reading of another cluster.
      return message.changes[0]?.kind === 'first-read' ? NO_SITUATION : own;
    case 'topology':
      return message.topology === null ? NO_SITUATION : own;
    default:
      return own;
  }
}

export const actionAt = ({ situation }: SituationState, row: string, key: string): SituationAction | null =>
  situation?.rows.find(({ id }) => id === row)?.actions.find((one) => one.key === key) ?? null;

/** What an action does: opens a plan or a form, starts a node of the demo cluster, or shows what it says. */
export function effectOf(action: SituationAction, state: State): 'plan' | 'start' | 'card' {
  if (action.refusal !== null) return 'card';
  if (action.request !== null || action.form !== null || action.resume !== null) return 'plan';
  return startable(action, state)?.isRunning === false ? 'start' : 'card';
}

/**
 * The node of the demo cluster, or of a local one, that the action starts, and the message that does it; null for all others. A
 * local node is known by its conf file: another computer may have servers on the same ports.
 */
export function startable(
  { start, command }: SituationAction,
  { session, demo, local }: Pick<State, 'session' | 'demo' | 'local'>,
): { isRunning: boolean; message: Message } | null {
  if (start === null) return null;
  const port = Number(start.slice(start.lastIndexOf(':') + 1));
  const ofDemo = session.environment === 'demo' ? demo.nodes.find((node) => node.port === port) : undefined;
  if (ofDemo) return { isRunning: ofDemo.running, message: { type: 'demo-node', port, run: true } };
  for (const { id, nodes } of local.clusters ?? [])
    for (const node of nodes)
      if (node.port === port && command?.endsWith(` ${node.confFile}`))
        return {
          isRunning: node.pid !== null && node.state !== 'frozen',
          message: {
            type: 'local-do',
            deed: { id, port, act: node.state === 'frozen' ? 'unfreeze' : 'start' },
          },
        };
  return null;
}

/** The row that has the keyboard. */
export const currentRow = ({ situation, at }: SituationState): SituationRow | null =>
  situation?.rows.find(({ id }) => id === at) ?? situation?.rows[0] ?? null;

/** The tab's badge: findings, and whether one of them is an error. */
export const badgeOf = ({ situation }: SituationState): { count: number; isBad: boolean } | null =>
  situation === null || situation.rows.length === 0
    ? null
    : {
        count: situation.rows.length,
        isBad: situation.rows.some(({ severity }) => severity === 'error'),
      };

/** Milliseconds between two readings while the page is shown: never more work than rest. */
export const pauseAfter = (tookMs: number): number => Math.max(2000, tookMs);

/** Whether three readings are overdue. */
export const isStale = ({ situation }: SituationState, now: number): boolean =>
  situation !== null &&
  now - situation.checkedAt - situation.tookMs > 3 * (situation.tookMs + pauseAfter(situation.tookMs));
