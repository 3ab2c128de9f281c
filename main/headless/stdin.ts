/** stdin, byte by byte: one character below 256 each. */
export class Stdin {
  private rest = '';
  private pieces: AsyncIterator<Buffer> | null = null;

  /** Whether anything was read of it. */
  get isBegun(): boolean {
    return this.pieces !== null;
  }

  /** The next line if it has been read already, without its end; else null. */
  readLine(): string | null {
    const end = this.rest.indexOf('\n');
    return end < 0 ? null : this.cut(end);
  }

  /** The next line, without its end, which the last one may lack; null at the end. */
  async line(): Promise<string | null> {
    for (let searched = 0; ;) {
      const end = this.rest.indexOf('\n', searched);
      if (end >= 0) return this.cut(end);
      searched = this.rest.length;
      const piece = await this.piece();
      if (piece !== null) this.rest += piece.toString('latin1');
      else if (this.rest === '') return null;
      else this.rest += '\n';
    }
  }

  private cut(end: number): string {
    const line = this.rest.slice(0, end);
    this.rest = this.rest.slice(end + 1);
    return line;
  }

  /** Everything that has not been read yet. */
  async all(): Promise<Buffer> {
    const pieces: Buffer[] = [Buffer.from(this.rest, 'latin1')];
    this.rest = '';
    for (let piece = await this.piece(); piece !== null; piece = await this.piece()) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  /** A line typed at the terminal, shown as stars. Rejects at Ctrl+C. */
  secret(question: string, output: NodeJS.WriteStream = process.stdout): Promise<string> {
    const { stdin } = process;
    // Before anything else, so that characters typed at once are not echoed.
    stdin.setRawMode(true);
    stdin.setEncoding('utf8');
    output.write(question);
    let typed = '';
    return new Promise((resolve, reject) => {
      const take = (text: string) => {
        for (const key of text) {
          if (key === '\r' || key === '\n') return end(() => resolve(typed));
          if (key === '\x03') return end(() => reject(new Error('given up')));
          const erase = key === '\x7f' || key === '\b';
          if (erase && typed !== '') output.write('\b \b');
          else if (key >= ' ' && !erase) output.write('*');
          typed = erase ? typed.slice(0, -1) : key >= ' ' ? typed + key : typed;
        }
      };
      const end = (settle: () => void) => {
        stdin.off('data', take);
        stdin.setRawMode(false);
        stdin.pause();
        output.write('\n');
        settle();
      };
      stdin.on('data', take);
      stdin.resume();
    });
  }

  /** As piece(), with what line() has read too far. */
  async next(): Promise<Buffer | null> {
    if (this.rest === '') return this.piece();
    const rest = Buffer.from(this.rest, 'latin1');
    this.rest = '';
    return rest;
  }

  /** What comes next, in whatever length; null at the end. What line() has read too far is not in it. */
  async piece(): Promise<Buffer | null> {
    this.pieces ??= process.stdin[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    const { done, value } = await this.pieces.next();
    return done ? null : value;
  }
}
