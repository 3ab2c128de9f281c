/** Writes a stream of commands as lines of CSV. */
import type { CliStyle } from '../../../../shared/format/cli.ts';
import type { Output } from '../../output.ts';
import { ByteOutput } from '../../stream/byte-output.ts';
import { ReplyReader, type ReplyTokens } from '../../stream/reply-reader.ts';
import { copyOf } from '../../stream/reply-tree.ts';
import { newWriter } from '../../stream/reply-writer.ts';

const CSV: CliStyle = { form: 'csv', delimiter: '\n', end: '\n' };

export class CommandLines {
  private readonly tag: string;
  private readonly output: Output;
  /** Written, but not yet to stdout. */
  private pieces: Uint8Array[] = [];
  /** How many of them end with a line. */
  private whole = 0;
  private readonly bytes = new ByteOutput((bytes) => void this.pieces.push(copyOf(bytes)));
  private readonly writer = newWriter(this.bytes, CSV, false);
  private readonly reader = new ReplyReader({ starts: () => this.starts(), done: () => this.done() });

  /** A tag begins each line. Without one, a command is written as it arrives; with one, once its line is whole. */
  constructor(tag: string, output: Output) {
    this.tag = tag;
    this.output = output;
  }

  /** Throws a ConnectionError for what is not RESP; all before that is written. */
  push(chunk: Uint8Array): void {
    try {
      this.reader.push(chunk);
    } finally {
      this.bytes.flush();
      const ready = this.pieces.splice(0, this.tag === '' ? this.pieces.length : this.whole);
      this.whole = 0;
      if (ready.length > 0) this.output.bytes(Buffer.concat(ready));
    }
  }

  private starts(): ReplyTokens {
    this.bytes.text(this.tag);
    return this.writer;
  }

  private done(): void {
    this.writer.finish();
    if (this.tag === '') return;
    this.bytes.flush();
    this.whole = this.pieces.length;
  }
}
