/**
 * CLIENT REPLY OFF and SKIP. redis-cli hangs forever on them. Here they are not sent to the server: its answers are
 * read, so that redirects and errors are known, but not shown.
 */
import { lowerWord } from '../../../shared/resp/resp.ts';
import type { RawReply } from '../wire/raw-reply.ts';
import { replyOf } from '../wire/synthetic.ts';

type Args = readonly Uint8Array[];

const wanted = (args: Args): string | null =>
  args.length === 3 && lowerWord(args[0]) === 'client' && lowerWord(args[1]) === 'reply'
    ? lowerWord(args[2])
    : null;

export const isReplyCommand = (args: Args): boolean => wanted(args) !== null;

/** The shell's answer to CLIENT REPLY, in the server's place; null for another command. */
export function answerReplyCommand(args: Args): RawReply | null {
  const how = wanted(args);
  return how === 'on' || how === 'off' || how === 'skip' ? replyOf('+OK') : null;
}

export class ReplyGate {
  private off = false;
  private skip = 0;

  get isClosed(): boolean {
    return this.off || this.skip > 0;
  }

  open(): void {
    this.off = false;
    this.skip = 0;
  }

  /** Whether the answer to this command is hidden. Call it once per command, in order. */
  take(args: Args, sent: boolean): boolean {
    const how = wanted(args);
    if (how === 'on') this.open();
    else if (how === 'off') this.off = true;
    else if (how === 'skip' && !this.off) this.skip = 2;
    const quiet = this.off || this.skip > 0;
    if (this.skip > 0 && (sent || how !== null)) this.skip--;
    return quiet;
  }
}
