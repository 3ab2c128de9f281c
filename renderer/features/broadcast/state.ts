/** Which shells run the lines that are entered in one of them. */
import { parseShellLine } from '../../../shared/commands/shell-line.ts';
import { connectionOf, type SessionState } from '../../../shared/session/session.ts';
import type { Message } from '../../window/message.ts';
import type { State } from '../../window/state.ts';

export interface BroadcastState {
  isOn: boolean;
  /** SessionState.shell of the ticked shells; some may have been closed. */
  ticked: readonly number[];
}

declare module '../../window/contract.ts' {
  interface FeatureStates {
    broadcast: BroadcastState;
  }
  interface Messages {
    broadcast:
      | { type: 'broadcast-tick'; shell: number; on: boolean }
      | { type: 'broadcast-end' }
      /** Lines were typed or pasted into a shell, and run or wait there. */
      | { type: 'entered'; shell: number; lines: readonly string[] };
  }
}

export const NO_BROADCAST: BroadcastState = { isOn: false, ticked: [] };

/** Whether it is the user alone who may tick it. */
export const isCareful = ({ environment, readOnly }: SessionState): boolean =>
  environment === 'production' || readOnly;

export function reduceBroadcast(own: BroadcastState, message: Message, before: State): BroadcastState {
  switch (message.type) {
    case 'action':
      if (message.name !== 'broadcast') return own;
      return own.isOn ? NO_BROADCAST : { isOn: true, ticked: tickedAtFirst(before) };
    case 'broadcast-end':
      return NO_BROADCAST;
    case 'broadcast-tick': {
      const others = own.ticked.filter((shell) => shell !== message.shell);
      return own.isOn ? { ...own, ticked: message.on ? [...others, message.shell] : others } : own;
    }
    case 'session':
      return isElsewhere(before.sessions[message.session.shell], message.session) ? NO_BROADCAST : own;
    default:
      return own;
  }
}

const tickedAtFirst = ({ sessions }: State): number[] =>
  Object.values(sessions).flatMap((session) => (isCareful(session) ? [] : [session.shell]));

/** Whether lines would go to something else than what was ticked. */
const isElsewhere = (before: SessionState | undefined, now: SessionState): boolean =>
  before !== undefined &&
  (connectionOf(before) !== connectionOf(now) ||
    before.environment !== now.environment ||
    before.readOnly !== now.readOnly);

/** A shell that is not ticked neither takes part nor sends. */
export const isTicked = ({ broadcast }: Pick<State, 'broadcast'>, shell: number): boolean =>
  broadcast.isOn && broadcast.ticked.includes(shell);

/** The other shells that run what is entered in this one, in the order of the tabs. */
export const targetsOf = (state: Pick<State, 'broadcast' | 'sessions'>, shell: number): number[] =>
  isTicked(state, shell)
    ? Object.keys(state.sessions)
        .map(Number)
        .filter((other) => other !== shell && isTicked(state, other))
    : [];

/** Commands alone are for all: `exit` and `clear` are about the shell that they are entered in. */
export const broadcastLines = (lines: readonly string[]): string[] =>
  lines.filter((line) => parseShellLine(line).kind === 'command');
