/** The protocol of the server's Lua debugger. Source: ldbRepl and evalGenericCommandWithDebugging of Redis 7.0. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { argsOf, latin1, type Reply } from '../../../shared/resp/resp.ts';
import { readError } from '../routing/redirect-error.ts';
import { MAX_HOPS } from '../routing/redirect.ts';

type Args = readonly Uint8Array[];

/** A connection to one node that can be used for a session. */
export interface DebugTransport {
  /** Sends a command. If `hasSecond` says so of its reply, another one is waited for. Rejects with a ConnectionError. */
  askTwo(args: Args, hasSecond: (first: Reply) => boolean): Promise<[first: Reply, second: Reply | null]>;
  close(): void;
}

const END = '<endsession>';

export const isEnd = (item: Reply): boolean => item.type === 'status' && latin1(item.bytes).startsWith(END);

/** Whether the script has ended: EVAL's own reply follows. */
export const endsSession = (reply: Reply): boolean => reply.type === 'array' && reply.items.some(isEnd);

/** What became of a script whose connection is lost. `wasSent`: EVAL was sent. */
export function fateOf(isSync: boolean, wasSent: boolean): string {
  if (!wasSent) return 'The script was not sent.';
  return isSync
    ? 'The debugging session is over. It is unknown how far the script ran; what it changed until then stays.'
    : 'The debugging session is over. It changed nothing: the script ran on a copy of the data.';
}

/** A session's connection was lost while it began. */
export class LostAtStart extends Error {
  readonly wasSent: boolean;

  constructor(cause: unknown, wasSent: boolean) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.wasSent = wasSent;
  }
}

export type Begun<T extends DebugTransport> =
  /** The server does not debug it: its connection is closed. `ended`: the session that ended at once, of a script with an error. */
  | { kind: 'refused'; reason: Reply; ended: Reply | null }
  /** `first` tells where it stopped. */
  | { kind: 'begun'; transport: T; node: NodeAddress; first: Reply };

export interface Beginning<T extends DebugTransport> {
  node: NodeAddress;
  /** The EVAL command. */
  script: Args;
  isSync: boolean;
  /** MOVED and ASK are followed: the script has not run there. */
  follows: boolean;
  /** Rejects if the node cannot be used. */
  open(node: NodeAddress): Promise<T>;
  /** A connection to `node` that is already open. */
  opened?: T;
}

/** Rejects as `open` does, or with LostAtStart. */
export async function beginDebugging<T extends DebugTransport>(beginning: Beginning<T>): Promise<Begun<T>> {
  const { script, isSync, follows, open } = beginning;
  let { node } = beginning;
  let isAsk = false;
  let transport = beginning.opened ?? (await open(node));
  for (let hops = 0; ; hops++) {
    const at = transport;
    const ask = (args: Args, wasSent: boolean) =>
      at.askTwo(args, endsSession).catch((error: unknown) => {
        at.close();
        throw new LostAtStart(error, wasSent);
      });
    const refused = (reason: Reply, ended: Reply | null = null): Begun<T> => {
      at.close();
      return { kind: 'refused', reason, ended };
    };
    const [agreed] = await ask(argsOf('SCRIPT', 'DEBUG', isSync ? 'sync' : 'yes'), false);
    if (agreed.type === 'error') return refused(agreed);
    if (isAsk) {
      const [asking] = await ask(argsOf('ASKING'), false);
      if (asking.type === 'error') return refused(asking);
    }
    const [first, result] = await ask(script, true);
    if (first.type !== 'error')
      return result === null ? { kind: 'begun', transport: at, node, first } : refused(result, first);
    const { outcome, target: to } = readError(latin1(first.bytes), node);
    isAsk = outcome === 'ask';
    if (!follows || !(isAsk || outcome === 'moved') || to === null || hops >= MAX_HOPS) return refused(first);
    at.close();
    node = to;
    transport = await open(node);
  }
}
