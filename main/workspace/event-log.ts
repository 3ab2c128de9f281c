/** Logs what happens in one window: the phases of its connections, and its operations. Without titles, keys, values and errors' texts. */
import type { NamedEvent } from '../../shared/ipc.ts';
import type { OperationStatus } from '../../shared/operations/operation.ts';
import type { SessionState } from '../../shared/session/session.ts';
import type { Interrupted } from './interrupted-operations.ts';

export interface EventLogOutlet {
  info(text: string): void;
  error(doing: string, error: unknown): void;
  /** The operations on the cluster that an earlier run has left. */
  interrupted(): Promise<readonly Interrupted[]>;
}

export class EventLog {
  private readonly outlet: EventLogOutlet;
  private readonly phases = new Map<number, string>();
  /** The name and the state that were logged last. */
  private operation = '';
  private hasMap = false;

  constructor(outlet: EventLogOutlet) {
    this.outlet = outlet;
  }

  take([name, payload]: NamedEvent): void {
    if (name === 'session') this.takeSession(payload);
    else if (name === 'operation') this.takeOperation(payload);
    else if (name === 'topology') {
      const isFirst = payload !== null && !this.hasMap;
      this.hasMap = payload !== null;
      if (isFirst) void this.logInterrupted();
    }
  }

  takeSession({ shell, phase, failure }: SessionState): void {
    if (this.phases.get(shell) === phase) return;
    this.phases.set(shell, phase);
    this.outlet.info(`Shell ${shell}: ${phase}${failure ? ` (${failure.code})` : ''}`);
  }

  private takeOperation({ name, plan, state, steps, startedAt, endedAt }: OperationStatus): void {
    // One that has not begun a step is not known to have begun.
    const logged = `${name} ${state} ${endedAt === null ? '' : endedAt}`;
    if (logged === this.operation || state === 'waiting') return;
    this.operation = logged;
    const done = steps.filter((step) => step.state === 'done').length;
    const took = endedAt === null ? '' : ` after ${Math.round((endedAt - startedAt) / 1000)} s`;
    this.outlet.info(
      `Operation ${name} (${plan.request.kind}): ${state}${took}, ${done} of ${steps.length} steps done`,
    );
  }

  private async logInterrupted(): Promise<void> {
    try {
      for (const { name, kind, pausedAt, stepsDone, steps } of await this.outlet.interrupted())
        this.outlet.info(
          `Operation ${name} (${kind}) was ${pausedAt === null ? 'interrupted' : 'paused'} earlier, ${stepsDone} of ${steps} steps done`,
        );
    } catch (error) {
      this.outlet.error('Journals of operations could not be read', error);
    }
  }
}
