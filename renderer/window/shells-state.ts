/** The shells of the window: which there are, which is shown, and what their sessions report. */
import type { Execution } from '../../shared/session/execution.ts';
import type { SessionState } from '../../shared/session/session.ts';
import type { ActionName } from '../../shared/actions.ts';
import type { Message } from './message.ts';
import { otherPane, showShell, splitWith } from './panes-state.ts';
import type { State } from './state.ts';

export function reduceShells(state: State, message: Message): State {
  switch (message.type) {
    case 'session':
      return reduceSession(state, message.session);
    case 'executed':
      return reduceExecuted(state, message.shell, message.executions);
    case 'shell-opened': {
      const { session, direction } = message;
      const next = withSession(state, session);
      return direction ? splitWith(next, session.shell, direction) : showShell(next, session.shell);
    }
    case 'show-shell':
      return showShell(state, message.shell);
    case 'close-shell':
      return closeShell(state, message.shell);
    case 'action':
      return reduceAction(state, message.name);
    default:
      return state;
  }
}

function reduceAction(state: State, name: ActionName): State {
  const ids = Object.keys(state.sessions).map(Number);
  const beside = (step: number) => ids[(ids.indexOf(state.active) + step) % ids.length]!;
  switch (name) {
    case 'close-shell':
      return closeShell(state, state.active);
    case 'next-shell':
      return showShell(state, beside(1));
    case 'previous-shell':
      return showShell(state, beside(ids.length - 1));
    default:
      return state;
  }
}

const withSession = (state: State, session: SessionState): State => ({
  ...state,
  sessions: { ...state.sessions, [session.shell]: session },
  session: session.shell === state.active ? session : state.session,
});

/** Closes a shell and its pane. The last shell stays. */
function closeShell(state: State, shell: number): State {
  const ids = Object.keys(state.sessions).map(Number);
  if (!(shell in state.sessions) || ids.length === 1) return state;
  const { [shell]: _closed, ...sessions } = state.sessions;
  const at = ids.indexOf(shell);
  const next = shell === state.active ? (otherPane(state) ?? ids[at + 1] ?? ids[at - 1]!) : state.active;
  const split = state.split?.panes.includes(shell) ? null : state.split;
  return showShell({ ...state, sessions, split }, next);
}

function reduceSession(state: State, session: SessionState): State {
  // The shell may have been closed in the meantime.
  if (!(session.shell in state.sessions)) return state;
  return {
    ...withSession(state, session),
    started: state.started || session.phase === 'connected',
    topology: session.phase === 'disconnected' ? null : state.topology,
  };
}

function reduceExecuted(state: State, shell: number, executions: readonly Execution[]): State {
  const before = state.sessions[shell];
  const last = executions.at(-1);
  if (!before || !last) return state;
  const { currentNode, database, transaction, subscribed } = last;
  return withSession(state, { ...before, currentNode, database, transaction, subscribed });
}
