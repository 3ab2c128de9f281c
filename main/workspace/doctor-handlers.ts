/** The calls of the connection doctor: one examination at a time. */
import type { HandlersOf } from '../../shared/calls/call.ts';
import type { doctorCalls } from '../../shared/calls/doctor.ts';
import type { Emit } from '../../shared/ipc.ts';
import type { Connections } from '../connections/connections.ts';
import { environment } from '../connections/environment.ts';
import { examineTarget, type Listener } from '../connections/examine-target.ts';
import { defaultsIn, parseTarget } from '../connections/launch-options.ts';
import type { Workspace } from './workspace.ts';

export function createDoctorHandlers(
  workspace: Workspace,
  connections: Connections,
  emit: Emit,
): HandlersOf<typeof doctorCalls> {
  let examining = new AbortController();
  return {
    examine: async (asked) => {
      examining.abort();
      examining = new AbortController();
      const { signal } = examining;
      const listener: Listener = {
        signal,
        onStep: (step, next) => signal.aborted || emit('doctor', { run: asked.run, step, next }),
      };
      if ('current' in asked) return examineTarget(workspace.lastTarget, listener);
      return 'target' in asked
        ? examineTarget(
            await parseTarget(asked.target, environment, defaultsIn(workspace.settings)),
            listener,
          )
        : connections.examine(asked.profile, asked.secrets, listener);
    },
    stopExamining: () => examining.abort(),
  };
}
