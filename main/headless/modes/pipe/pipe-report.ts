/** The lines of `--pipe` into a cluster about errors, about commands of unknown fate, and about each node's share. */
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import { escapeForLine, readable } from '../../../../shared/format/escape.ts';
import { counted } from '../../../../shared/format/count.ts';
import type { ConnectionError } from '../../../cluster/wire/errors.ts';
import type { Output } from '../../output.ts';
import { CommandScanner } from './command-scanner.ts';
import type { Command, PipeLink } from './pipe-link.ts';
import { summary } from './pipe-words.ts';

/** Lines about commands that were not sent; more are counted. */
const MAX_LINES = 100;
const MAX_COMMAND = 80;

export class PipeReport {
  errors = 0;
  private readonly output: Output;
  private unsent = 0;

  constructor(output: Output) {
    this.output = output;
  }

  /** The error of a server, one character below 256 a byte. */
  refused(node: NodeAddress, text: string, input: number): void {
    this.errors++;
    this.output.error(`${node}: ${readable(Buffer.from(text, 'latin1'))} (input byte ${input})\n`);
  }

  /** A command that may go to no node. */
  notSent(reason: string, found: CommandScanner): void {
    this.errors++;
    if (++this.unsent > MAX_LINES) return;
    this.output.error(`Not sent: ${shown(found)} at input byte ${found.offset}: ${reason}.\n`);
  }

  unreadable(problem: string, offset: number): void {
    this.errors++;
    this.output.error(`The input was not sent from byte ${offset} on: ${problem}.\n`);
  }

  /** What the link has in flight may have run. */
  unanswered(link: PipeLink, { message }: ConnectionError): void {
    const { length } = link.inFlight;
    if (length > 0) this.output.error(`${link.node}: ${escapeForLine(message)}.\n`);
    this.unknown(link);
  }

  /** `links` have stopped; `idle` commands were sent by none of them, or refused and not sent again. */
  givenUp(reason: string, links: readonly PipeLink[], idle: readonly Command[]): void {
    this.errors++;
    this.output.error(reason);
    for (const link of links) this.unknown(link);
    this.didNotRun(idle);
  }

  /** Commands that the cluster could not take, before others of their keys which it took. */
  overtaken(commands: readonly Command[]): void {
    this.didNotRun(commands, ', and a later one of the same key may have');
  }

  shares(links: readonly PipeLink[]): void {
    if (this.unsent > MAX_LINES) this.output.error(`Not sent: ${count(this.unsent - MAX_LINES)} more.\n`);
    const shares = new Map<NodeAddress, { errors: number; answered: number }>();
    for (const { node, errors, answered } of links) {
      const share = shares.get(node) ?? { errors: 0, answered: 0 };
      shares.set(node, { errors: share.errors + errors, answered: share.answered + answered });
    }
    for (const [node, { errors, answered }] of shares)
      if (errors + answered > 0) this.output.error(`${node}: ${summary(errors, answered)}`);
  }

  private didNotRun(commands: readonly Command[], why = ''): void {
    if (commands.length === 0) return;
    this.errors += commands.length;
    const which = bounds(commands[0]!, commands.at(-1)!);
    this.output.error(`${count(commands.length)} did not run${why}: ${which}.\n`);
  }

  private unknown(link: PipeLink): void {
    const commands: Command[] = [];
    let length = 0;
    for (let i = 0; i < link.inFlight.length; i++) {
      const command = link.command(i);
      if (command === null) continue;
      length++;
      if (commands.length < 2) commands.push(command);
      else commands[1] = command;
    }
    if (length === 0) return;
    this.errors += length;
    link.errors += length;
    this.output.error(
      `${link.node}: ${count(length)} may or may not have run, and will not be sent again: ` +
        `${bounds(commands[0]!, commands.at(-1)!)}.\n`,
    );
  }
}

const count = (length: number) => counted(length, 'command');

function bounds(first: Command, last: Command): string {
  const place = (command: Command) => `${shown(scanned(command.bytes))} at input byte ${command.input}`;
  return first === last ? place(first) : `the first is ${place(first)}, the last ${place(last)}`;
}

function scanned(bytes: Uint8Array): CommandScanner {
  const scanner = new CommandScanner();
  scanner.feed(bytes);
  scanner.next();
  return scanner;
}

/** Its name and the argument after it. */
function shown({ bytes, places, count }: CommandScanner): string {
  const words = Array.from({ length: Math.min(count, 2) }, (_, i) =>
    readable(bytes.subarray(places[i * 2], Math.min(places[i * 2 + 1]!, places[i * 2]! + MAX_COMMAND))),
  );
  return words.join(' ').slice(0, MAX_COMMAND);
}
