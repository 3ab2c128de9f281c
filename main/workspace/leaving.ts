/** What the end of a window would end with it, in the user's words: nothing of it is lost unasked. */
import type { DemoCluster } from '../demo/demo-cluster.ts';
import type { SessionState } from '../../shared/session/session.ts';

/** Milliseconds after which a command counts as running: less is about to be answered. */
const RUNNING_AFTER = 500;

/** The lines that each shell has sent and waits for. */
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

  isRunning(shell: number): boolean {
    const now = performance.now();
    return [...this.since.values()].some((call) => call.shell === shell && now - call.at >= RUNNING_AFTER);
  }
}

/** One sentence each; empty where nothing would be lost. */
export async function whatEnds(
  states: readonly SessionState[],
  running: RunningLines,
  demo: Pick<DemoCluster, 'hasUserData'>,
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
  if (await demo.hasUserData())
    messages.push('The demo cluster holds data that you wrote. It is deleted with the cluster.');
  return messages;
}
