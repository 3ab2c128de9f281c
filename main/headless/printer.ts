/** Prints the results of commands, and what servers push, on stdout and stderr. */
import { formatCli, printsBare } from '../../shared/format/cli.ts';
import { formatInvalidation } from '../../shared/format/tty.ts';
import type { Execution, Hop, PushedItem, ReplyPart } from '../../shared/session/execution.ts';
import { decode, latin1, lowerWord, type Reply } from '../../shared/resp/resp.ts';
import { annotate } from './annotation.ts';
import { redirectLine } from './cli-lines.ts';
import { failureText } from './errors.ts';
import type { Flags } from './flags.ts';
import type { Output } from './output.ts';

type Args = readonly Uint8Array[];

/** How a command ended: `error` for an error reply, `failed` if none came. */
export type Ended = 'reply' | 'error' | 'failed';

export class Printer {
  private readonly flags: Flags;
  private readonly output: Output;
  private readonly interactive: boolean;
  /** Redirects of the running command that were printed as they happened. */
  private told = 0;

  /** `interactive` is false for one command from the arguments: redirects are not printed then. */
  constructor(flags: Flags, output: Output, interactive: boolean) {
    this.flags = flags;
    this.output = output;
    this.interactive = interactive;
  }

  /** A redirect as it happens; print() leaves it out. */
  redirect({ outcome, slot, target }: Hop): void {
    if (!this.interactive || !this.flags.follow) return;
    if (outcome !== 'moved' && outcome !== 'ask') return;
    this.told++;
    this.output.text(redirectLine(slot, target));
  }

  /** Printing never decides what is run: an exception here neither ends the shell nor runs the command again. */
  print(args: Args, execution: Execution): Ended {
    try {
      this.printRedirects(execution);
      return this.printOutcome(args, execution);
    } catch (error) {
      const ran = execution.failure === null && execution.question === null;
      const what = ran ? 'The command ran, but its reply' : 'The outcome of the command';
      this.output.error(`Error: ${what} cannot be shown (${String(error)}).\n`);
      return 'failed';
    }
  }

  /** A reply that no execution brought. */
  printFrame(args: Args, frame: Uint8Array): 'reply' | 'error' {
    const reply = decode(frame);
    this.output.text(formatCli(reply, this.flags.style, printsBare(args, this.flags.style)));
    return reply.type === 'error' ? 'error' : 'reply';
  }

  /**
   * `streamed` is the command whose stream is printed: it decides whether raw. Who is subscribed is shown other pushes too, as in
   * redis-cli 7.4.
   */
  printPushed(items: readonly PushedItem[], streamed: Args, subscribed: boolean): void {
    const { style, pushes } = this.flags;
    for (const { kind, frame } of items) {
      if (kind === 'push' && !pushes && !subscribed) continue;
      const reply = decode(frame);
      // redis-cli has a form of its own for an invalidation, on a terminal only.
      const invalidation = kind === 'push' && style.form === 'standard' ? formatInvalidation(reply) : null;
      this.output.text(
        invalidation ?? formatCli(reply, style, kind !== 'push' && printsBare(streamed, style)),
      );
    }
  }

  /** Those of commands that ran beside others. */
  private printRedirects({ hops }: Execution): void {
    const followed = hops.slice(0, -1).filter(({ outcome }) => outcome === 'moved' || outcome === 'ask');
    const { told } = this;
    for (const hop of followed.slice(told)) this.redirect(hop);
    this.told = 0;
  }

  private printOutcome(args: Args, execution: Execution): Ended {
    const { output, flags } = this;
    const { failure, question, groups, reply } = execution;
    let ended: Ended = 'reply';
    if (question) {
      output.error(`Error: ${question.headline}\n`);
      ended = 'failed';
    } else if (failure) {
      const left = lowerWord(args[0]) === 'shutdown' && failure.code === 'unknown-fate';
      if (!left) output.error(failureText(execution, failure));
      if (!left) ended = 'failed';
    } else if (reply) ended = this.printReply(args, execution, reply);
    for (const group of groups ?? []) {
      output.remark(`# ${group.nodes.map(({ node }) => node).join(', ')}\n`);
      if (group.reply && this.printReply(args, execution, group.reply) === 'error') ended = 'error';
      if (group.failure) output.error(`Error: ${group.failure.message}\n`);
      if (group.failure) ended = 'failed';
    }
    if (flags.annotate && !execution.quiet) output.remark(annotate(execution));
    return ended;
  }

  private printReply(args: Args, { quiet }: Execution, part: ReplyPart): 'reply' | 'error' {
    const { output, flags } = this;
    const reply = decodePart(part);
    if (reply.type === 'error' && flags.errorCode && !this.interactive)
      output.error(`${latin1(reply.bytes)}\n`);
    else if (!quiet) output.text(formatCli(reply, flags.style, printsBare(args, flags.style)));
    return reply.type === 'error' ? 'error' : 'reply';
  }
}

export const decodePart = (part: ReplyPart): Reply => decode(part.whole ? part.frame : part.head);
