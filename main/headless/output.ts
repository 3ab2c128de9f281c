/** stdout and stderr as bytes: one character below 256 each. */
export class Output {
  /** Makes room for what is written, such as above a prompt. */
  frame: (write: () => void) => void = (write) => write();

  /** Text of a server, or an ASCII text of ours. */
  text(text: string): void {
    if (text !== '') this.frame(() => process.stdout.write(text, 'latin1'));
  }

  /** A sentence of ours, in UTF-8, between replies. */
  remark(text: string): void {
    if (text !== '') this.frame(() => process.stdout.write(text));
  }

  /** A sentence for people, in UTF-8. */
  error(text: string): void {
    if (text !== '') this.frame(() => process.stderr.write(text));
  }

  /** Resolves when everything written has reached its reader. */
  drain(): Promise<void> {
    return new Promise((resolve) => process.stdout.write('', () => resolve()));
  }
}
