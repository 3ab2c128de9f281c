/** What all parts of `slotshell --cluster` share: the arguments, the nodes, where lines go, and how a cluster is read. */
import { escapeForLine } from '../../../shared/format/escape.ts';
import type { ClusterReading } from '../../cluster/operations/reading/cluster-reading.ts';
import { NodeFailure, OperationNodes } from '../../cluster/operations/reading/nodes.ts';
import { readClusterFrom } from '../../cluster/operations/reading/read-cluster.ts';
import { homeDirectory } from '../../storage/home-directory.ts';
import { journalDirectory } from '../../storage/operation-journal.ts';
import { unreachableText } from '../errors.ts';
import type { Flags } from '../flags.ts';
import type { Output } from '../output.ts';
import type { Stdin } from '../stdin.ts';
import type { ClusterArguments } from './arguments.ts';
import { Aside, jsonText } from './json.ts';
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
  private readonly stdout: Output;
  private readonly aside: Aside | null;
  private hasData = false;

  constructor(given: ClusterArguments, flags: Flags, io: Io) {
    this.given = given;
    this.flags = flags;
    this.isJson = given.options.has('--json');
    this.stdout = io.output;
    // stdout is for the data alone.
    this.aside = this.isJson ? new Aside() : null;
    this.io = this.aside ? { ...io, output: this.aside } : io;
    this.nodes = new OperationNodes({ ...flags.target.connection, database: 0 });
    this.directory = journalDirectory(io.environment, homeDirectory());
    this.inColour = !this.isJson && hasColours(io.environment['TERM']);
    this.progress = new ProgressLine({
      write: (text) => this.io.output.remark(text),
      columns: () => (process.stdout.isTTY ? process.stdout.columns : null),
      now: Date.now,
    });
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
    this.hasData = true;
    this.stdout.remark(jsonText(data));
  }

  /** With --json, a command that ends without data prints what it said instead. */
  close(): void {
    if (this.aside && !this.hasData) this.printJson({ refused: this.aside.lines() });
    this.nodes.close();
    this.source?.close();
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
