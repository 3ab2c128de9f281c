/** What all parts of `slotshell --cluster` share: the arguments, the nodes, where lines go, and how a cluster is read. */
import { lookup } from 'node:dns/promises';
import os from 'node:os';
import { escapeForLine } from '../../../shared/format/escape.ts';
import type { ClusterReading } from '../../cluster/operations/reading/cluster-reading.ts';
import { NodeFailure, OperationNodes } from '../../cluster/operations/reading/nodes.ts';
import { readClusterFrom } from '../../cluster/operations/reading/read-cluster.ts';
import { journalDirectory } from '../../storage/operation-journal.ts';
import { unreachableText } from '../errors.ts';
import type { Flags } from '../flags.ts';
import type { Output } from '../output.ts';
import type { Stdin } from '../stdin.ts';
import type { ClusterArguments } from './arguments.ts';
import { unloadedText } from './listing.ts';
import { hasColours, painted } from './paint.ts';
import { ProgressLine } from './progress.ts';
import { openSource } from './source-login.ts';

export interface Io {
  output: Output;
  stdin: Stdin;
  /** Asks for a password, which is not shown. */
  secret: (question: string) => Promise<string>;
  environment: { readonly [name: string]: string | undefined };
}

/** All IP addresses of a host name. */
export const lookupHost = async (host: string): Promise<string[]> =>
  (await lookup(host, { all: true })).map(({ address }) => address);

export class CommandContext {
  readonly given: ClusterArguments;
  readonly flags: Flags;
  readonly io: Io;
  readonly nodes: OperationNodes;
  readonly progress: ProgressLine;
  readonly isJson: boolean;
  /** Of the journals. */
  readonly directory: string;
  /** The server that keys are imported from; undefined until it is opened. */
  source: OperationNodes | undefined;
  private readonly inColour: boolean;

  constructor(given: ClusterArguments, flags: Flags, io: Io) {
    this.given = given;
    this.flags = flags;
    this.io = io;
    this.nodes = new OperationNodes({ ...flags.target.connection, database: 0 });
    this.isJson = given.options.has('--json');
    this.directory = journalDirectory(io.environment, os.homedir());
    this.inColour = hasColours(io.environment['TERM']);
    this.progress = new ProgressLine({
      write: (text) => io.output.remark(text),
      columns: () => (process.stdout.isTTY ? process.stdout.columns : null),
      now: Date.now,
    });
  }

  close(): void {
    this.nodes.close();
    this.source?.close();
  }

  async openSource(): Promise<OperationNodes> {
    this.source = await openSource(this.given, this.flags.target.connection, this.io.secret);
    return this.source;
  }

  print(lines: readonly string[]): void {
    this.progress.clear();
    if (lines.length > 0) this.io.output.remark(lines.map((line) => painted(line, this.inColour)).join(''));
  }

  printJson(data: object): void {
    this.io.output.remark(`${JSON.stringify(data, null, 2)}\n`);
  }

  /** redis-cli prints refusals of its own on stderr, but not those with stars. Returns the exit code. */
  refuse(text: string): number {
    if (text.startsWith('***')) this.print([text]);
    else this.io.output.error(`${text}\n`);
    return 1;
  }

  /** Undefined if the node that was named cannot be read, which is printed as redis-cli does. */
  read(seed: string): Promise<ClusterReading | undefined> {
    return this.readOne([seed]);
  }

  /** From the first of these nodes that answers; undefined if none does, which is printed of the last. */
  async readOne(seeds: readonly string[]): Promise<ClusterReading | undefined> {
    try {
      const reading = await readClusterFrom(this.nodes, seeds);
      this.io.output.error(unloadedText(reading));
      return reading;
    } catch (error) {
      if (!(error instanceof NodeFailure)) throw error;
      const { kind, says } = error.answer;
      const node = escapeForLine(seeds.at(-1)!.slice(0, 300));
      if (kind === 'unreachable') this.io.output.error(unreachableText(node, says));
      else if (/cluster support disabled/i.test(says))
        this.print([`[ERR] Node ${node} is not configured as a cluster node.`]);
      else this.print([`[ERR] Node ${node} ${escapeForLine(says.slice(0, 200))}`]);
      return undefined;
    }
  }
}
