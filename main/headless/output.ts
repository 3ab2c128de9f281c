/** stdout and stderr as bytes: one character below 256 each. */
export class Output {
  /** Text of a server, or an ASCII text of ours. */
  text(text: string): void {
    if (text !== '') process.stdout.write(text, 'latin1');
  }

  /** A sentence of ours, in UTF-8, between replies. */
  remark(text: string): void {
    process.stdout.write(text);
  }

  /** A sentence for people, in UTF-8. */
  error(text: string): void {
    process.stderr.write(text);
  }

  /** Resolves when everything written has reached its reader. */
  drain(): Promise<void> {
    return new Promise((resolve) => process.stdout.write('', () => resolve()));
  }
}
