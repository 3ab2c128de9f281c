/**
 * The texts of scripts that a shell has seen, by their SHA-1. The digest is the whole name of a script, so what a shell has
 * sent tells for certain what EVALSHA runs, whoever loaded it.
 */
import { createHash } from 'node:crypto';
import { latin1, lowerWord } from '../../../shared/resp/resp.ts';

/** Bytes of all texts; the oldest go first. */
const MOST_BYTES = 16 << 20;

export class KnownScripts {
  private readonly texts = new Map<string, Uint8Array>();
  private bytes = 0;

  /** Keeps the text that EVAL, EVAL_RO or SCRIPT LOAD carries. */
  learn(args: readonly Uint8Array[]): void {
    const text = scriptOf(args);
    if (!text || text.length > MOST_BYTES) return;
    const digest = createHash('sha1').update(text).digest('hex');
    if (this.texts.has(digest)) return;
    // The words may be views of a buffer that is used again.
    this.texts.set(digest, text.slice());
    this.bytes += text.length;
    for (const [oldest, { length }] of this.texts) {
      if (this.bytes <= MOST_BYTES) break;
      this.texts.delete(oldest);
      this.bytes -= length;
    }
  }

  /** Null if the text of this digest has not been seen. */
  find = (digest: Uint8Array): Uint8Array | null => this.texts.get(latin1(digest).toLowerCase()) ?? null;
}

function scriptOf(args: readonly Uint8Array[]): Uint8Array | undefined {
  const name = lowerWord(args[0]);
  if (name === 'eval' || name === 'eval_ro') return args[1];
  return name === 'script' && lowerWord(args[1]) === 'load' ? args[2] : undefined;
}
