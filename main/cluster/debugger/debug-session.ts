/** A session of the Lua debugger for the window: where it is stopped, its variables and calls, its breakpoints. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { DebugState } from '../../../shared/session/lua-debug.ts';
import { FailureError } from '../../../shared/failure.ts';
import { formatCli } from '../../../shared/format/cli.ts';
import { escapeForLine, escapeForTerminal, readable } from '../../../shared/format/escape.ts';
import { argsOf, latin1, type Reply } from '../../../shared/resp/resp.ts';
import { ConnectionError } from '../wire/errors.ts';
import type { PoolSettings } from '../wire/node-pool.ts';
import { DebugConnection } from './debug-connection.ts';
import { beginDebugging, endsSession, fateOf, isEnd, LostAtStart } from './lua-debug.ts';

type Args = readonly Uint8Array[];

export interface DebugRequest {
  node: NodeAddress;
  /** The EVAL command. */
  script: Args;
  isSync: boolean;
  /** Lines, from 1. */
  breakpoints: readonly number[];
}

/** LDB_BREAKPOINTS_MAX */
export const MAX_BREAKPOINTS = 64;
/** Lines kept of one reply. */
const MAX_LINES = 1000;
const MAX_RESULT = 100_000;

const FATE = {
  copy: 'The script runs on a copy of the data: its changes are rolled back when it ends.',
  copyEnded: 'The changes of the script were rolled back.',
  sync: 'The script runs on the data itself: its changes stay, and the node serves nobody else while it is stopped.',
  syncEnded: 'The changes that the script had made until its end stay.',
};

export class DebugSession {
  private readonly transport: DebugConnection;
  private breakpoints: readonly number[] = [];
  private now: DebugState;
  private isBusy = false;

  /** Follows MOVED and ASK. Rejects with a FailureError if the script cannot be debugged. */
  static async begin(id: number, settings: PoolSettings, request: DebugRequest): Promise<DebugSession> {
    const { isSync, breakpoints } = request;
    const open = (node: NodeAddress) => DebugConnection.open(settings, node);
    try {
      const begun = await beginDebugging({ ...request, follows: true, open });
      if (begun.kind === 'refused')
        throw new FailureError('refused', `The script cannot be debugged: ${errorOf(begun.reason)}`, '');
      const session = new DebugSession(id, begun.transport, begun.node, isSync);
      await session.take([begun.first, null]);
      await session.setBreakpoints(breakpoints);
      return session;
    } catch (error) {
      if (error instanceof LostAtStart)
        throw new FailureError('unreachable', `${error.message}.`, fateOf(isSync, error.wasSent));
      if (!(error instanceof ConnectionError)) throw error;
      throw new FailureError('unreachable', `${request.node}: ${error.message}.`, fateOf(isSync, false));
    }
  }

  private constructor(id: number, transport: DebugConnection, node: NodeAddress, isSync: boolean) {
    this.transport = transport;
    const fate = isSync ? FATE.sync : FATE.copy;
    const nothing = { variables: [], calls: [], output: [], result: null, line: null, reason: '' };
    this.now = { id, node, isSync, phase: 'stopped', fate, ...nothing };
  }

  get state(): DebugState {
    return this.now;
  }

  /** To the next line. */
  step(): Promise<DebugState> {
    return this.run(argsOf('step'));
  }

  /** To the next breakpoint, or the end. */
  continue(): Promise<DebugState> {
    return this.run(argsOf('continue'));
  }

  /** Ends the script with an error, or the connection if the script is running. */
  async abort(): Promise<DebugState> {
    if (!this.isBusy) return this.run(argsOf('abort'));
    this.transport.close();
    this.lose('the connection was closed');
    return this.now;
  }

  /** The value of a variable, or of an expression with `isCode`. */
  async print(text: string, isCode: boolean): Promise<DebugState> {
    const bytes = Buffer.from(text);
    const answer = await this.exchange(isCode ? [...argsOf('eval'), bytes] : [...argsOf('print'), bytes]);
    if (answer) this.now = { ...this.now, output: linesOf(answer[0]) };
    return this.now;
  }

  /** What is not in `lines` is taken away. */
  async setBreakpoints(lines: readonly number[]): Promise<void> {
    const wanted = lines.slice(0, MAX_BREAKPOINTS);
    const words = [
      ...this.breakpoints.filter((line) => !wanted.includes(line)).map((line) => `-${line}`),
      ...wanted.filter((line) => !this.breakpoints.includes(line)).map(String),
    ];
    if (words.length > 0 && this.now.phase === 'stopped') await this.exchange(argsOf('break', ...words));
    this.breakpoints = wanted;
  }

  /** Ends the connection of a session that is not wanted any more. */
  close(): void {
    this.transport.close();
  }

  private async run(args: Args): Promise<DebugState> {
    const answer = await this.exchange(args);
    if (answer) await this.take(answer);
    return this.now;
  }

  /** Null if the connection is lost, which the state then tells. */
  private async exchange(args: Args): Promise<[Reply, Reply | null] | null> {
    if (this.now.phase !== 'stopped')
      throw new FailureError('gone', 'The debugging session is over.', 'Start it again.');
    if (this.isBusy) throw new FailureError('refused', 'The script is running.', 'Wait for it, or stop it.');
    this.isBusy = true;
    try {
      return await this.transport.askTwo(args, endsSession);
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      this.lose(error.message);
      return null;
    } finally {
      this.isBusy = false;
    }
  }

  private lose(why: string): void {
    const { isSync } = this.now;
    const phase = 'lost' as const;
    this.now = {
      ...this.now,
      phase,
      line: null,
      variables: [],
      calls: [],
      reason: escapeForLine(why),
      output: [],
      fate: fateOf(isSync, true),
    };
  }

  private async take([reply, result]: [Reply, Reply | null]): Promise<void> {
    const output = linesOf(reply);
    if (result !== null) {
      this.transport.close();
      const text = formatCli(result, { form: 'standard', delimiter: '\n', end: '\n' }, false);
      const fate = this.now.isSync ? FATE.syncEnded : FATE.copyEnded;
      const shown = escapeForTerminal(text.slice(0, MAX_RESULT)).trimEnd();
      const stopped = { line: null, reason: '', variables: [], calls: [] };
      this.now = { ...this.now, ...stopped, phase: 'ended', output, result: shown, fate };
      return;
    }
    const stop = output.map((line) => /^\* Stopped at (\d+), stop reason = (.*)$/.exec(line)).find(Boolean);
    const told = output.filter((line) => !/^(\* Stopped at |[- ][> ][# ]\d)/.test(line));
    this.now = {
      ...this.now,
      output: told,
      line: Number(stop?.[1] ?? this.now.line),
      reason: stop?.[2] ?? '',
    };
    const variables = await this.exchange(argsOf('print'));
    const calls = variables && (await this.exchange(argsOf('trace')));
    if (!variables || !calls) return;
    this.now = {
      ...this.now,
      variables: variablesOf(linesOf(variables[0])),
      calls: callsOf(linesOf(calls[0])),
    };
  }
}

const errorOf = (reply: Reply): string =>
  reply.type === 'error' ? escapeForLine(latin1(reply.bytes)) : 'the script has ended without the debugger.';

const linesOf = (reply: Reply): string[] =>
  reply.type === 'array'
    ? reply.items
        .filter((item) => 'bytes' in item && !isEnd(item))
        .slice(0, MAX_LINES)
        .map((item) => ('bytes' in item ? readable(item.bytes) : ''))
    : [reply.type === 'error' ? errorOf(reply) : ''];

/** `<value> x = 1` */
const variablesOf = (lines: readonly string[]): DebugState['variables'] =>
  lines.flatMap((line) => {
    const found = /^<value> ([^ ]+) = (.*)$/.exec(line);
    return found ? [{ name: found[1]!, value: found[2]! }] : [];
  });

/** `In f:` and the line of it, in one. */
function callsOf(lines: readonly string[]): string[] {
  const calls: string[] = [];
  for (const line of lines) {
    if (/^(In|From) .*:$/.test(line)) calls.push(line.slice(line.indexOf(' ') + 1, -1));
    else if (calls.length > 0) {
      const at = /^..[ #](\d+)/.exec(line);
      if (at) calls[calls.length - 1] += `, line ${at[1]}: ${line.slice(at[0].length).trim()}`;
    }
  }
  return calls;
}
