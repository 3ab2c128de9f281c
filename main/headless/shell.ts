/** Commands without a window: a session, replaced when redis-cli would reconnect, and its output. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandDocs } from '../../shared/commands/command-docs.ts';
import { BUNDLED_COMMANDS, type CommandTable } from '../../shared/commands/command-table.ts';
import type { NodeAddress, Topology } from '../../shared/cluster/topology.ts';
import type { Execution } from '../../shared/session/execution.ts';
import { latin1, lowerWord } from '../../shared/resp/resp.ts';
import { parseAddress } from '../cluster/wire/address.ts';
import { bundledDocs, readCommandDocs } from '../cluster/commands/command-docs.ts';
import { FailureError } from '../../shared/failure.ts';
import { ConnectionError } from '../cluster/wire/errors.ts';
import { Session } from '../cluster/session/session.ts';
import { failureText, unreachableText } from './errors.ts';
import { seedOf, type Flags } from './flags.ts';
import { changesConnection, isStream } from './command-needs.ts';
import { knock } from './knock.ts';
import { now } from './now.ts';
import { isOutage, type Outage } from './outage.ts';
import type { Output } from './output.ts';
import { handshakeOf, type Handshake } from './stream/handshake.ts';
import { decodePart, Printer, type Ended } from './printer.ts';

type Args = readonly Uint8Array[];

const SUBSCRIBES = new Set(['subscribe', 'psubscribe', 'ssubscribe']);
/** The commands that run as ever while subscribed on RESP2; any other is for the subscribed connection to refuse. */
const KEEPS_ON = new Set([...SUBSCRIBES, 'unsubscribe', 'punsubscribe', 'sunsubscribe', 'reset']);

export class Shell {
  private readonly flags: Flags;
  private readonly output: Output;
  private readonly printer: Printer;
  private readonly outage: Outage;
  private interrupts = 0;
  private readonly interactive: boolean;
  /** Called with every message, and after each command. */
  onPrinted: () => void = () => undefined;
  /** Whether a command runs: what is printed belongs to it. */
  private isRunning = false;
  private session: Session;
  private seed: NodeAddress;
  /** Selected again on each new connection. */
  private database: number;
  /** Whether the session has logged in. */
  private isOpen = false;
  /** Whether the last attempt reached a server. */
  private isConnected = false;
  /** Ends the wait for the end of a stream. */
  private stop: (() => void) | null = null;
  /** The command whose stream is printed. */
  private streamed: Args = [];

  /** The command that ran last; null before the first. */
  last: Execution | null = null;

  /** Milliseconds that questions of its own have taken: no part of a command's time. */
  ownMs = 0;

  /** `interactive` as for Printer. It begins at `node`; null for the node of the flags. */
  constructor(
    flags: Flags,
    output: Output,
    outage: Outage,
    interactive: boolean,
    node: NodeAddress | null = null,
  ) {
    this.flags = flags;
    this.outage = outage;
    this.output = output;
    this.interactive = interactive;
    this.printer = new Printer(flags, output, interactive);
    this.database = flags.target.connection.database;
    this.seed = node ?? seedOf(flags);
    this.session = this.newSession();
  }

  /** As redis-cli's, with the transaction's slot. */
  get prompt(): string {
    if (!this.isConnected) return 'not connected> ';
    const { currentNode, database, transaction } = this.session.state;
    const at = parseAddress(currentNode);
    const place = at?.host.startsWith('/')
      ? `redis ${at.host}`
      : at?.host.includes(':')
        ? `[${at.host}]:${at.port}`
        : currentNode;
    const subscribed = this.isSubscribed ? '(subscribed mode)' : '';
    return `${place}${database ? `[${database}]` : ''}${transaction ? `(${transaction})` : ''}${subscribed}> `;
  }

  get isSubscribed(): boolean {
    return this.session.state.subscribed;
  }

  /** Connects unless connected. False if that fails, which is printed. `readsMap`: people at a prompt wait for it anyway. */
  async connect(readsMap = false): Promise<boolean> {
    if (this.isOpen) return true;
    const steps = this.openingSteps;
    // A proxy is asked once, by the session itself.
    const isThrough = this.flags.target.proxy !== undefined;
    const reason = steps.length > 0 || isThrough ? null : await knock(this.seed);
    if (reason !== null) this.output.error(unreachableText(this.seed, reason));
    this.isConnected = reason === null && (await this.open(steps));
    if (this.isConnected && readsMap && (this.flags.follow || this.needsMap([]))) await this.readMap();
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

  /** The commands and the map, as far as they have been read. */
  get known(): { commands: CommandTable; topology: Topology | null } {
    const { commands, topology } = this.session;
    return { commands: topology ? commands : BUNDLED_COMMANDS, topology };
  }

  /** The server's COMMAND DOCS; if it has none, those of Redis 7.0. */
  async docs(): Promise<CommandDocs> {
    const { cluster, state } = this.session;
    return readCommandDocs(
      cluster.probe(state.currentNode),
      cluster.topology ? this.session.commands : BUNDLED_COMMANDS,
    ).catch(bundledDocs);
  }

  async run(args: Args, target: string | null = null, repeat = 1): Promise<Ended> {
    this.isRunning = true;
    try {
      return (await this.refused(args, target)) ?? (await this.runSent(args, target, repeat));
    } finally {
      this.isRunning = false;
      this.onPrinted();
    }
  }

  /** While subscribed on RESP2, the answer of the connection that is; null if the command runs as ever. */
  private async refused(args: Args, target: string | null): Promise<Ended | null> {
    const { state } = this.session;
    if (!state.subscribed || state.protocol === 3 || target !== null || KEEPS_ON.has(lowerWord(args[0])))
      return null;
    try {
      const frame = await this.session.sayOnStream(args);
      return frame && this.printer.printFrame(args, frame);
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      this.output.error(`Error: ${error.message}\n`);
      return 'failed';
    }
  }

  private async runSent(args: Args, target: string | null, repeat: number): Promise<Ended> {
    const { style } = this.flags;
    if (!this.isOpen && !(await this.open(this.openingSteps))) return 'failed';
    if ((target !== null || this.needsMap(args)) && !this.session.topology) await this.readMap();
    // redis-cli 7.4 confirms first at its prompt, and takes further commands there.
    if (SUBSCRIBES.has(lowerWord(args[0])) && !this.interactive) {
      if (style.form !== 'raw') this.output.text('Reading messages... (press Ctrl-C to quit)\n');
    }
    this.streamed = args;
    const execution = await this.executePatiently(args, target, repeat);
    this.last = execution;
    const ended = this.printer.print(args, execution);
    if (execution.hops.length > 0) this.isConnected = reachesCurrent(execution);
    const listens = !this.interactive || lowerWord(args[0]) === 'monitor';
    if (execution.subscribed && listens) await new Promise<void>((resolve) => (this.stop = resolve));
    return ended;
  }

  /** One command, as often as the flags say. Returns the exit code. */
  async runOften(args: Args, target: string | null): Promise<number> {
    const { repeat, interval, errorCode } = this.flags;
    for (let n = 0; repeat < 0 || n < repeat; n++) {
      const ended = await this.run(args, target);
      if (ended === 'failed' || (ended === 'error' && errorCode)) return 1;
      if (interval > 0) await sleep(interval);
    }
    return 0;
  }

  /** Ends the running command, subscriptions and MONITOR. */
  interrupt(): void {
    this.interrupts++;
    this.session.cancel();
    this.session.stopStreams();
    this.stop?.();
    this.stop = null;
  }

  close(): void {
    this.session.close();
  }

  /** Before a redirect nothing says that there is a map; a transaction and a stream must know their node before it. */
  private needsMap(args: Args): boolean {
    const { follow, direct, annotate: annotated } = this.flags;
    return direct || annotated || (follow && (isStream(args) || changesConnection(args)));
  }

  /** Runs it again while the cluster cannot serve and there is patience. What was refused in a transaction is refused. */
  private async executePatiently(args: Args, target: string | null, repeat: number): Promise<Execution> {
    const { interrupts } = this;
    const options = { target, repeat, unattended: !process.stdin.isTTY };
    const since = now();
    for (let tries = 0; ; tries++) {
      const execution = await this.session.execute(args, options);
      const { reply, slot, transaction, groups } = execution;
      const answer = reply && groups === null && transaction === '' ? decodePart(reply) : null;
      const error = answer?.type === 'error' ? latin1(answer.bytes) : '';
      if (!isOutage(error)) {
        if (answer) this.outage.served(slot);
        return execution;
      }
      const isWaiting = await this.outage.wait(error, { slot, since, tries });
      if (!isWaiting || this.interrupts !== interrupts) return execution;
    }
  }

  /** redis-cli logs in on each connection, and goes on if the server refuses that. */
  private get openingSteps(): Handshake[] {
    return handshakeOf(this.flags, this.database);
  }

  private async open(steps: readonly Handshake[]): Promise<boolean> {
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
          quiet: true,
        },
        mode: this.flags.direct ? 'direct' : this.flags.follow ? 'follow' : 'off',
        patient: false,
        wholeReplies: true,
      },
      {
        onRedirect: (hop) => this.printer.redirect(hop),
        onPushed: (items) => {
          this.printer.printPushed(items, this.streamed, this.isSubscribed);
          if (!this.isRunning) this.onPrinted();
        },
        onNewHost: ({ text }) => this.output.error(`Warning: ${text}\n`),
        onSilence: (text) => this.output.error(`${text}\n`),
      },
    );
  }

  /** Without the right to read the map, or if nobody answers, the command itself shows what is wrong. */
  private async readMap(): Promise<void> {
    const start = now();
    try {
      await this.session.connect();
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
    } finally {
      this.ownMs += now() - start;
    }
  }
}

/** False if the prompt's node was found dead. Another dead node, a refused login and Ctrl+C say nothing about it. */
function reachesCurrent({ failure, hops, currentNode }: Execution): boolean {
  if (failure === null || failure.code === 'cancelled' || failure.code === 'auth') return true;
  const outcome = hops.filter(({ node }) => node === currentNode).at(-1)?.outcome;
  return outcome !== 'unreachable' && outcome !== 'lost';
}
