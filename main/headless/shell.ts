/** Commands of the program without a window: a session, made anew where redis-cli would connect anew, and what is printed of it. */
import net from 'node:net';
import type { CommandDocs } from '../../shared/commands/command-docs.ts';
import { BUNDLED_COMMANDS } from '../../shared/commands/command-table.ts';
import { formatCli } from '../../shared/format/cli.ts';
import { formatInvalidation, printsRaw } from '../../shared/format/tty.ts';
import type { NodeAddress } from '../../shared/cluster/topology.ts';
import type { Execution, PushedItem, ReplyPart } from '../../shared/session/execution.ts';
import { decode, latin1, lowerWord, argsOf as asWords, type Reply } from '../../shared/resp/resp.ts';
import { parseAddress, socketAddress } from '../cluster/wire/address.ts';
import { BUNDLED_DOCS, readCommandDocs } from '../cluster/commands/command-docs.ts';
import { FailureError } from '../../shared/failure.ts';
import { Session } from '../cluster/session/session.ts';
import { annotate } from './annotation.ts';
import { failureText, unreachableText } from './errors.ts';
import type { Flags } from './flags.ts';
import type { Output } from './output.ts';

type Args = readonly Uint8Array[];

/** How a command ended: `error` for an error reply, `failed` where none came. */
export type Ended = 'reply' | 'error' | 'failed';

const SUBSCRIBES = new Set(['subscribe', 'psubscribe', 'ssubscribe']);

export class Shell {
  private readonly flags: Flags;
  private readonly output: Output;
  /** False for one command from the arguments: then redirects are not told. */
  private readonly interactive: boolean;
  private session: Session;
  private seed: NodeAddress;
  /** Selected on each new connection: what was selected on the one before. */
  private database: number;
  /** Whether the session has said who it is. */
  private isOpen = false;
  /** Whether the last that was tried over the net came through. */
  private isConnected = false;
  /** Ends the wait for the end of a stream. */
  private stop: (() => void) | null = null;
  /** Commands whose stream is printed: they decide whether raw. */
  private streamed: Args = [];

  constructor(flags: Flags, output: Output, interactive: boolean) {
    this.flags = flags;
    this.output = output;
    this.interactive = interactive;
    this.database = flags.target.connection.database;
    this.seed = flags.socket === null ? flags.target.seeds[0]! : socketAddress(flags.socket);
    this.session = this.newSession();
  }

  /** As redis-cli's, with what is ours: the transaction's slot. */
  get prompt(): string {
    if (!this.isConnected) return 'not connected> ';
    const { currentNode, database, transaction } = this.session.state;
    const at = parseAddress(currentNode);
    const place = at?.host.startsWith('/')
      ? `redis ${at.host}`
      : at?.host.includes(':')
        ? `[${at.host}]:${at.port}`
        : currentNode;
    return `${place}${database ? `[${database}]` : ''}${transaction ? `(${transaction})` : ''}> `;
  }

  /** Makes sure of a connection; false where none came about, which is told. */
  async connect(): Promise<boolean> {
    if (this.isOpen) return true;
    const steps = this.openingSteps;
    const reason = steps.length > 0 ? null : await knock(this.seed);
    if (reason !== null) this.output.error(unreachableText(this.seed, reason));
    this.isConnected = reason === null && (await this.open(steps));
    if (this.isConnected && this.needsMap) await this.readMap();
    return this.isConnected;
  }

  /** `connect host port`. */
  async move(node: NodeAddress): Promise<void> {
    if (this.isOpen) this.database = this.session.state.database;
    this.session.close();
    this.seed = node;
    this.session = this.newSession();
    await this.connect();
  }

  /** What the server says of its commands; what Redis 7.0 says of them where it says nothing. */
  async docs(): Promise<CommandDocs> {
    const { cluster, state } = this.session;
    return readCommandDocs(
      cluster.probe(state.currentNode),
      cluster.topology ? this.session.commands : BUNDLED_COMMANDS,
    ).catch(() => BUNDLED_DOCS);
  }

  async run(args: Args, target: string | null = null, repeat = 1): Promise<Ended> {
    const { style } = this.flags;
    if (!this.isOpen && !(await this.open(this.openingSteps))) return 'failed';
    if ((this.needsMap || target !== null) && !this.session.topology) await this.readMap();
    if (SUBSCRIBES.has(lowerWord(args[0]))) {
      if (style.form !== 'raw') this.output.text('Reading messages... (press Ctrl-C to quit)\n');
    }
    this.streamed = args;
    const execution = await this.session.execute(args, {
      target,
      repeat,
      unattended: !process.stdin.isTTY,
    });
    const ended = this.printSafely(args, execution);
    if (execution.hops.length > 0) this.isConnected = reachesCurrent(execution);
    if (execution.subscribed) await new Promise<void>((resolve) => (this.stop = resolve));
    if (ended === 'reply' && this.flags.follow && !this.session.topology) await this.session.refresh();
    return ended;
  }

  /** Ends what is running, subscriptions and MONITOR included. */
  interrupt(): void {
    this.session.cancel();
    this.session.stopStreams();
    this.stop?.();
    this.stop = null;
  }

  close(): void {
    this.session.close();
  }

  private get needsMap(): boolean {
    const { follow, annotate: annotated } = this.flags;
    return follow || annotated;
  }

  /** As redis-cli, which says on each connection who it is: a server that refuses it is talked to all the same. */
  private get openingSteps(): { args: Args; refusal: string }[] {
    const { username, password, protocol } = this.flags.target.connection;
    const { database } = this;
    const steps: { args: Args; refusal: string }[] = [];
    if (password !== undefined) {
      const login = username === undefined ? [password] : [username, password];
      steps.push({ args: asWords('AUTH', ...login), refusal: 'AUTH failed' });
    }
    if (database > 0)
      steps.push({ args: asWords('SELECT', String(database)), refusal: `SELECT ${database} failed` });
    if (protocol === 3) steps.push({ args: asWords('HELLO', '3'), refusal: 'HELLO 3 failed' });
    return steps;
  }

  private async open(steps: { args: Args; refusal: string }[]): Promise<boolean> {
    for (const { args, refusal } of steps) {
      const execution = await this.session.execute(args);
      if (execution.failure) {
        this.output.error(failureText(execution, execution.failure));
        return false;
      }
      const reply = execution.reply ? decodePart(execution.reply) : null;
      if (reply?.type !== 'error') continue;
      this.output.error(`${refusal}: ${latin1(reply.bytes)}\n`);
      break;
    }
    this.isOpen = true;
    return true;
  }

  private newSession(): Session {
    const { label, environment, readOnly, connection } = this.flags.target;
    this.isOpen = false;
    return new Session(
      {
        label,
        environment,
        readOnly,
        seeds: [this.seed],
        connection: {
          ...connection,
          username: undefined,
          password: undefined,
          database: 0,
          protocol: 2,
        },
        mode: this.flags.follow ? 'follow' : 'off',
        wholeReplies: true,
      },
      {
        onPushed: (items) => this.printPushed(items),
        onNewHost: ({ text }) => this.output.error(`Warning: ${text}\n`),
        onSilence: (text) => this.output.error(`${text}\n`),
      },
    );
  }

  /** Without the right to ask for the map, or where nobody answers, the command itself shows what is wrong. */
  private async readMap(): Promise<void> {
    try {
      await this.session.connect();
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
    }
  }

  /** What is shown never decides what is run: an exception here neither ends the shell nor runs the command again. */
  private printSafely(args: Args, execution: Execution): Ended {
    try {
      return this.print(args, execution);
    } catch (error) {
      const ran = execution.failure === null && execution.question === null;
      const what = ran ? 'The command was run, and its answer' : 'What came of the command';
      this.output.error(`Error: ${what} cannot be shown (${String(error)}).\n`);
      return 'failed';
    }
  }

  private print(args: Args, execution: Execution): Ended {
    const { output, flags } = this;
    const { hops, failure, question, groups, reply } = execution;
    if (this.interactive && flags.follow)
      for (const { outcome, slot, target } of hops.slice(0, -1))
        if (outcome === 'moved' || outcome === 'ask')
          output.text(`-> Redirected to slot [${slot}] located at ${target}\n`);
    let ended: Ended = 'reply';
    const show = (part: ReplyPart) => {
      const answer = decodePart(part);
      if (answer.type === 'error') ended = 'error';
      if (answer.type === 'error' && flags.errorCode && !this.interactive)
        output.error(`${latin1(answer.bytes)}\n`);
      else if (!execution.quiet) output.text(formatCli(answer, flags.style, printsRaw(args)));
    };
    if (question) {
      output.error(`Error: ${question.headline}\n`);
      ended = 'failed';
    } else if (failure) {
      const left = lowerWord(args[0]) === 'shutdown' && failure.code === 'unknown-fate';
      if (!left) output.error(failureText(execution, failure));
      if (!left) ended = 'failed';
    } else if (reply) show(reply);
    for (const group of groups ?? []) {
      output.remark(`# ${group.nodes.map(({ node }) => node).join(', ')}\n`);
      if (group.reply) show(group.reply);
      if (group.failure) output.error(`Error: ${group.failure.message}\n`);
      if (group.failure) ended = 'failed';
    }
    if (flags.annotate && !execution.quiet) output.remark(annotate(execution));
    return ended;
  }

  private printPushed(items: PushedItem[]): void {
    const { style, pushes } = this.flags;
    for (const { kind, frame } of items) {
      if (kind === 'push' && !pushes) continue;
      const reply = decode(frame);
      // redis-cli has a form of its own for an invalidation on a terminal only.
      const invalidation = kind === 'push' && style.form === 'standard' ? formatInvalidation(reply) : null;
      this.output.text(invalidation ?? formatCli(reply, style, kind !== 'push' && printsRaw(this.streamed)));
    }
  }
}

/** Whether the prompt's node was not found dead: another one that is, a refused login and Ctrl+C say nothing of it. */
function reachesCurrent({ failure, hops, currentNode }: Execution): boolean {
  if (failure === null || failure.code === 'cancelled' || failure.code === 'auth') return true;
  const outcome = hops.filter(({ node }) => node === currentNode).at(-1)?.outcome;
  return outcome !== 'unreachable' && outcome !== 'lost';
}

function decodePart(part: ReplyPart): Reply {
  return decode(part.whole ? part.frame : part.head);
}

/** Null where something listens there; else why not. */
function knock(node: NodeAddress): Promise<string | null> {
  const { host, port } = parseAddress(node)!;
  return new Promise((resolve) => {
    const socket = net.connect(host.startsWith('/') ? { path: host } : { host, port });
    const done = (reason: string | null) => {
      socket.destroy();
      resolve(reason);
    };
    socket.once('connect', () => done(null));
    socket.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
    socket.setTimeout(5000, () => done('ETIMEDOUT'));
  });
}
