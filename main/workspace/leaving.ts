/** Names what is lost when a window closes, in the user's words: the user is asked first. */
import type { DemoCluster } from '../demo/demo-cluster.ts';
import type { SessionState } from '../../shared/session/session.ts';

/** A command counts as running only after this time: most are answered sooner. */
const RUNNING_AFTER_MS = 500;

/** The calls of each shell that have not returned. */
export class RunningLines {
  private readonly since = new Map<object, { shell: number; at: number }>();

  async track<T>(shell: number, work: Promise<T>): Promise<T> {
    const call = {};
    this.since.set(call, { shell, at: performance.now() });
    try {
      return await work;
    } finally {
      this.since.delete(call);
    }
  }

  /** Also one that has just begun. */
  get isAny(): boolean {
    return this.since.size > 0;
  }

  isRunning(shell: number): boolean {
    const now = performance.now();
    return [...this.since.values()].some((call) => call.shell === shell && now - call.at >= RUNNING_AFTER_MS);
  }
}

/** One sentence each; empty if nothing would be lost. */
export async function lossesOnClose(
  states: readonly SessionState[],
  running: RunningLines,
  demo: Pick<DemoCluster, 'hasUserData'>,
  operation: string | null,
): Promise<string[]> {
  const messages = states.flatMap(({ shell, subscribed }, i) => {
    const where = states.length > 1 ? ` in shell ${i + 1}` : '';
    return [
      ...(subscribed ? [`A subscription or MONITOR is open${where}.`] : []),
      ...(running.isRunning(shell)
        ? [`A command is still running${where}: if it writes, it may or may not have run.`]
        : []),
    ];
  });
  if (operation !== null)
    messages.push(
      `An operation is running: ${operation}. It pauses at its next boundary, and can be resumed.`,
    );
  if (await demo.hasUserData())
    messages.push('The demo cluster holds data that you wrote. It is deleted with the cluster.');
  return messages;
}
