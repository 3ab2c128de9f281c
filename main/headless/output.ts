/** stdout and stderr as bytes: one character below 256 each. */
import { writeAll } from './stream/write-all.ts';

export class Output {
  /** Makes room for what is written, such as above a prompt. */
  frame: (write: () => void) => void = (write) => write();
  private closed: () => void = () => {};

  /** `closed` is called when the reader of stdout or stderr is gone. */
  onClosed(closed: () => void): void {
    this.closed = closed;
  }

  /** Text of a server, or an ASCII text of ours. */
  text(text: string): void {
    if (text !== '') this.write(1, Buffer.from(text, 'latin1'));
  }

  bytes(bytes: Uint8Array): void {
    this.write(1, bytes);
  }

  /** A sentence of ours, in UTF-8, between replies. */
  remark(text: string): void {
    if (text !== '') this.write(1, Buffer.from(text));
  }

  /** Text of a server, on stderr. */
  refusal(text: string): void {
    if (text !== '') this.write(2, Buffer.from(text, 'latin1'));
  }

  /** A sentence for people, in UTF-8. */
  error(text: string): void {
    if (text !== '') this.write(2, Buffer.from(text));
  }

  private write(descriptor: 1 | 2, bytes: Uint8Array): void {
    this.frame(() => {
      if (!writeAll(descriptor, bytes)) this.closed();
    });
  }
}
