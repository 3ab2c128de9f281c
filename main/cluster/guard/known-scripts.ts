/**
 * Scripts that a shell has sent, by their SHA-1. The digest identifies a script, so its text is certain to be what EVALSHA
 * runs, no matter which client loaded it.
 */
import { createHash } from 'node:crypto';
import { latin1, lowerWord } from '../../../shared/resp/resp.ts';

/** Bytes of all texts; the oldest are dropped first. */
const MAX_BYTES = 16 << 20;

export class KnownScripts {
  private readonly texts = new Map<string, Uint8Array>();
  private bytes = 0;

  /** Keeps the script of an EVAL, EVAL_RO or SCRIPT LOAD. */
  learn(args: readonly Uint8Array[]): void {
    const text = scriptOf(args);
    if (!text || text.length > MAX_BYTES) return;
    const digest = createHash('sha1').update(text).digest('hex');
    if (this.texts.has(digest)) return;
    // The arguments may be views of a buffer that is reused.
    this.texts.set(digest, text.slice());
    this.bytes += text.length;
    for (const [oldest, { length }] of this.texts) {
      if (this.bytes <= MAX_BYTES) break;
      this.texts.delete(oldest);
      this.bytes -= length;
    }
  }

  /** Returns the script with this digest; null if the shell has not sent it. */
  find = (digest: Uint8Array): Uint8Array | null => this.texts.get(latin1(digest).toLowerCase()) ?? null;
}

function scriptOf(args: readonly Uint8Array[]): Uint8Array | undefined {
  const name = lowerWord(args[0]);
  if (name === 'eval' || name === 'eval_ro') return args[1];
  return name === 'script' && lowerWord(args[1]) === 'load' ? args[2] : undefined;
}
