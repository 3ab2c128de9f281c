/** The Lua debugger of a window: one session at a time. */
import { FailureError } from '../../shared/failure.ts';
import type { ArgumentOf } from '../../shared/calls/call.ts';
import type { debugCalls } from '../../shared/calls/debug.ts';
import type { DebugState } from '../../shared/session/lua-debug.ts';
import { argsOf } from '../../shared/resp/resp.ts';
import { slotOfKey } from '../../shared/slots/hashing.ts';
import type { NodeAddress } from '../../shared/cluster/topology.ts';
import type { DebugSession } from '../cluster/debugger/debug-session.ts';
import type { Session } from '../cluster/session/session.ts';
import type { Confirmation } from './desktop.ts';

type Start = ArgumentOf<typeof debugCalls.startDebug>;

export class Debugging {
  private session: DebugSession | null = null;
  private lastId = 0;

  get current(): DebugSession {
    if (!this.session)
      throw new FailureError('gone', 'There is no debugging session.', 'Start one in the editor.');
    return this.session;
  }

  /** Null if the user does not agree to the sync mode. Rejects with a FailureError. */
  async start(
    { cluster, state }: Session,
    start: Start,
    confirm: (question: Confirmation) => Promise<boolean>,
  ): Promise<DebugState | null> {
    this.end();
    const { topology } = cluster;
    if (topology?.kind === 'proxy')
      throw new FailureError(
        'refused',
        'A proxy does not pass the Lua debugger on.',
        'Connect to the server itself.',
      );
    const { isSync, script, keys, args, isReadOnly, breakpoints } = start;
    const slots = [...new Set(keys.map((key) => slotOfKey(topology, key)))];
    const isCluster = topology?.kind === 'cluster';
    if (isCluster && slots.length > 1)
      throw new FailureError(
        'refused',
        `The script was not run: its keys are in ${slots.length} slots, and a script runs in one.`,
        'A shared part in braces puts keys into one slot.',
      );
    const owner = isCluster && slots.length === 1 ? cluster.cache.owner(slots[0]!) : state.currentNode;
    if (owner === null || owner === '')
      throw new FailureError('refused', `The script was not run: no node serves slot ${slots[0]}.`, '');
    if (isSync && state.readOnly)
      throw new FailureError(
        'refused',
        'The sync mode was refused: this connection is read-only, and its changes stay.',
        'Debug on a copy of the data.',
      );
    if (isSync && !(await confirm(syncQuestion(owner, state.label, state.environment === 'production'))))
      return null;
    const command = [
      ...argsOf(isReadOnly ? 'EVAL_RO' : 'EVAL'),
      script,
      ...argsOf(String(keys.length)),
      ...keys,
      ...args,
    ];
    const settings = { ...cluster.questions, database: state.database };
    const request = { node: owner, script: command, isSync, breakpoints };
    const { DebugSession } = await import('../cluster/debugger/debug-session.ts');
    this.session = await DebugSession.begin(++this.lastId, settings, request);
    return this.session.state;
  }

  end(): void {
    this.session?.close();
    this.session = null;
  }
}

const syncQuestion = (node: NodeAddress, label: string, isProduction: boolean): Confirmation => ({
  message: `Debug the script on the data of ${isProduction ? `production (${label})` : label}?`,
  detail: `Its changes stay. While the script is stopped, ${node} serves nobody else: clients wait, and a cluster may take the node for failed.`,
  button: 'Debug on the data',
});
