/** One `get foo`, from Enter to the socket, with the stack taken at three places on its way: for scripts/list-spine.mjs. */
import { Socket } from 'node:net';
import { setImmediate } from 'node:timers';
import { ipcMain } from 'electron';
import type { Dispatch } from '../../main/cluster/session/dispatch.ts';
import type { AppWindow } from '../../main/desktop/app-windows.ts';
import { answerCalls } from '../../main/desktop/ipc.ts';
import { CALL_CHANNEL } from '../../shared/channels.ts';
import { createShellHandlers } from '../../main/workspace/shell-handlers.ts';
import { createClient } from '../../renderer/kit/client.ts';
import type { ShellHooks } from '../../renderer/repl/contract.ts';
import { actionFor } from '../../shared/repl/line/keymap.ts';
import { ShellCore } from '../../renderer/repl/shell-core.ts';
import type { Bridge } from '../../shared/ipc.ts';
import { unpackOutcomes } from '../../shared/session/packed-outcomes.ts';
import { clusterContext } from './cluster-fixtures.ts';
import { HeadlessScreen } from './headless-screen.ts';
import { openSession, run } from './open-session.ts';
import { RedisCluster } from './redis-cluster.ts';

/** Stack traces, innermost frame first. */
export interface Stacks {
  /** The line leaves the window. */
  window: string;
  /** It joins the queue of its shell. */
  queue: string;
  /** Its bytes are given to the socket. */
  socket: string;
}

const trace = () => new Error().stack ?? '';

export async function takeStacks(): Promise<Stacks> {
  Error.stackTraceLimit = 200;
  const cluster = await RedisCluster.start({ primaries: 3, replicas: 0 });
  const { session } = await openSession(cluster, 'direct');
  const stacks: Stacks = { window: '', queue: '', socket: '' };
  try {
    await run(session, 'get foo');
    const workspace = {
      shells: { stateOf: () => session.state, sessionOf: () => session },
      running: { track: (_: number, outcomes: unknown) => outcomes },
      settings: { history: true },
    };
    const handlers = createShellHandlers(workspace as never, { add: () => Promise.resolve() } as never, {
      tell: () => undefined,
    });
    const answer = answerCalls(
      (webContents) => {
        const window = { isDestroyed: () => false, webContents };
        return { window, handlers } as unknown as AppWindow;
      },
      () => undefined,
    );
    ipcMain.handle(CALL_CHANNEL, answer);
    await import('../../main/preload.ts');
    const { slotshell } = globalThis as unknown as { slotshell: Bridge };
    const bridge: Bridge = {
      ...slotshell,
      call(name, argument) {
        stacks.window = trace();
        return slotshell.call(name, argument);
      },
    };
    const { dispatch } = session as unknown as { dispatch: Dispatch };
    const { inTurn } = dispatch;
    dispatch.inTurn = (work) => {
      stacks.queue = trace();
      return inTurn.call(dispatch, work) as never;
    };
    const core = shell(createClient(bridge));
    const write = Socket.prototype.write;
    Socket.prototype.write = function (this: Socket, ...given: Parameters<typeof write>) {
      if (String(given[0]).includes('foo')) stacks.socket = trace();
      return write.apply(this, given);
    } as typeof write;
    core.type('get foo');
    core.act(
      actionFor({ key: 'Enter', code: '', ctrlKey: false, altKey: false, shiftKey: false, metaKey: false })!,
    );
    await core.idle();
    Socket.prototype.write = write;
    return stacks;
  } finally {
    session.close();
    await cluster.stop();
  }
}

function shell(client: ReturnType<typeof createClient>): ShellCore {
  const given: Partial<ShellHooks> = {
    run: async (lines, done, approval, unattended) =>
      unpackOutcomes(await client.run({ shell: 1, lines: [...lines], done, approval, unattended })),
    onEntered: () => undefined,
    history: () => Promise.resolve([]),
  };
  const hooks = new Proxy(given as ShellHooks, {
    get: (known, name) => Reflect.get(known, name) ?? (() => undefined),
  });
  const core = new ShellCore({
    screen: new HeadlessScreen(100, 24),
    hooks,
    scrollback: 1000,
    nextFrame: (callback) => setImmediate(callback),
  });
  core.setContext(clusterContext());
  return core;
}
