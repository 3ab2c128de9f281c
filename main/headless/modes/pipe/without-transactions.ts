/** Takes transactions out of what is piped to codis, which refuses MULTI and would run what follows it command by command. */
import { latin1 } from '../../../../shared/resp/resp.ts';
import type { Stdin } from '../../stdin.ts';
import { CommandScanner } from './command-scanner.ts';

/** Bytes of a name that are looked at. */
const MOST_NAME = 16;

export class WithoutTransactions implements Pick<Stdin, 'next'> {
  /** Commands that were left out, MULTI and EXEC among them. */
  dropped = 0;
  /** Why the rest of the input was not sent; null if it was. */
  problem: string | null = null;
  private readonly source: Pick<Stdin, 'next'>;
  private readonly scanner = new CommandScanner();
  private inside = false;
  private ended = false;

  constructor(source: Pick<Stdin, 'next'>) {
    this.source = source;
  }

  /** Whole commands; null at the end, or where the input cannot be read. */
  async next(): Promise<Buffer | null> {
    while (!this.ended) {
      const piece = await this.source.next();
      this.ended = piece === null;
      // The last line may lack its end.
      this.scanner.feed(piece ?? Buffer.from('\r\n'));
      const kept = this.keep();
      const isCut = this.ended && this.scanner.rest > 2;
      this.problem = this.scanner.problem ?? (isCut ? 'the input ends within a command' : null);
      if (this.problem !== null) this.ended = true;
      if (kept.length > 0) return kept;
    }
    return null;
  }

  private keep(): Buffer {
    const kept: Buffer[] = [];
    const { scanner } = this;
    while (scanner.next()) {
      const name = this.name();
      if (!this.inside && name !== 'multi') {
        kept.push(scanner.bytes.subarray(scanner.from, scanner.to));
        continue;
      }
      this.dropped++;
      this.inside = name !== 'exec' && name !== 'discard';
    }
    return Buffer.concat(kept);
  }

  private name(): string {
    const { bytes, places } = this.scanner;
    const [start = 0, end = 0] = places;
    return latin1(bytes, start, Math.min(end, start + MOST_NAME))
      .replaceAll(/["']/g, '')
      .toLowerCase();
  }
}
