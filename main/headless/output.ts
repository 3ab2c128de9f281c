/** stdout and stderr as bytes: one character below 256 each. */
export class Output {
  /** What a server said, or a text of ours in ASCII. */
  text(text: string): void {
    if (text !== '') process.stdout.write(text, 'latin1');
  }

  /** A sentence of ours, in UTF-8, between what servers said. */
  remark(text: string): void {
    process.stdout.write(text);
  }

  /** A sentence for people, in UTF-8. */
  error(text: string): void {
    process.stderr.write(text);
  }

  /** Resolves when what was written is with whoever reads it. */
  drain(): Promise<void> {
    return new Promise((resolve) => process.stdout.write('', () => resolve()));
  }
}
