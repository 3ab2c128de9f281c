/**
 * Finds the commands in a stream of bytes, RESP or plain lines, as a server's parser does. It builds no object for one: the
 * bytes stay where they are, and a command is known by its places there.
 * Source: networking.c of Redis, processMultibulkBuffer and processInlineBuffer.
 */

const CR = 13;
const LF = 10;
const SPACE = 32;
const QUOTE = 34;
const APOSTROPHE = 39;
const STAR = 42;
const DOLLAR = 36;
const ZERO = 48;

/** The server's own bounds, beyond which it closes the connection. */
const MAX_LINE = 1 << 16;
const MAX_ARGS = 1 << 20;
const MAX_BULK = 512 * 2 ** 20;
/** Bytes of one command, which must be whole before it is sent. */
const MAX_COMMAND = 2 ** 30;
const START_SIZE = 1 << 18;

export class CommandScanner {
  /** Valid until feed() is called. */
  bytes: Buffer = Buffer.allocUnsafeSlow(START_SIZE);
  /** The found command's bytes. */
  from = 0;
  to = 0;
  /** Where each argument begins and ends; of a line with quotes, its words are not known. */
  places = new Int32Array(64);
  count = 0;
  isQuoted = false;
  /** What makes the rest of the input unreadable; null if nothing does. */
  problem: string | null = null;
  private used = 0;
  /** Bytes of the input before `bytes`. */
  private passed = 0;
  /** How far a command that is not whole was read, from `from` on. */
  private read = 0;
  /** Its arguments, if its header was read; -1 before. */
  private wanted = -1;

  /** Where the found command begins in the input. */
  get offset(): number {
    return this.passed + this.from;
  }

  /** Bytes that are no whole command. */
  get rest(): number {
    return this.used - this.from;
  }

  feed(piece: Uint8Array): void {
    this.from = Math.max(this.from, this.to);
    if (this.from > 0) {
      this.bytes.copyWithin(0, this.from, this.used);
      this.passed += this.from;
      this.used -= this.from;
      if (this.wanted >= 0) for (let i = 0; i < this.count * 2; i++) this.places[i]! -= this.from;
      this.from = 0;
    }
    this.to = 0;
    if (this.used + piece.length > this.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.used + piece.length));
      this.bytes.copy(larger, 0, 0, this.used);
      this.bytes = larger;
    }
    this.bytes.set(piece, this.used);
    this.used += piece.length;
  }

  /** Moves to the next whole command. Returns false if there is none yet, or there is a problem. */
  next(): boolean {
    this.from = Math.max(this.from, this.to);
    for (; this.problem === null && this.from < this.used; this.from = this.to) {
      const isCommand = this.wanted >= 0 || this.bytes[this.from] === STAR ? this.multibulk() : this.line();
      if (isCommand === null) break;
      if (isCommand) return true;
    }
    this.to = this.from;
    return false;
  }

  /** Null if it is not whole; false for what has no reply. */
  private multibulk(): boolean | null {
    const { bytes, used } = this;
    let at = this.from + this.read;
    const digit = bytes[at + 1]! - ZERO;
    if (this.wanted < 0 && at + 3 < used && digit > 0 && digit <= 9 && bytes[at + 2] === CR) {
      // Nearly all commands begin with a count of one digit: reading it here saves a call.
      this.wanted = digit;
      this.count = 0;
      at += 4;
    } else if (this.wanted < 0) {
      const end = this.lineEnd(at);
      if (end < 0) return this.short(0, 'a count of arguments');
      const wanted = this.integer(at + 1, end);
      if (wanted === null || wanted > MAX_ARGS) return this.fails('a count of arguments is invalid');
      at = end + 2;
      if (wanted <= 0) {
        this.to = at;
        return false;
      }
      this.wanted = wanted;
      this.count = 0;
    }
    while (this.count < this.wanted) {
      // A length of one to three digits, without a call.
      let end = at + 1;
      let size = 0;
      for (; end < at + 4 && end < used; end++) {
        const digit = bytes[end]! - ZERO;
        if (digit < 0 || digit > 9) break;
        size = size * 10 + digit;
      }
      if (bytes[at] !== DOLLAR || end === at + 1 || end + 1 >= used || bytes[end] !== CR) {
        if (at >= used) return this.short(at - this.from, '');
        if (bytes[at] !== DOLLAR) return this.fails("an argument does not begin with '$'");
        end = this.lineEnd(at);
        if (end < 0) return this.short(at - this.from, 'the length of an argument');
        const length = this.integer(at + 1, end);
        if (length === null || length < 0 || length > MAX_BULK)
          return this.fails('the length of an argument is invalid');
        size = length;
      }
      const start = end + 2;
      if (start + size - this.from > MAX_COMMAND)
        return this.fails(`a command has more than ${MAX_COMMAND} bytes`);
      if (start + size + 2 > used) return this.short(at - this.from, '');
      if (this.places.length < this.count * 2 + 2) this.grow();
      this.places[this.count * 2] = start;
      this.places[this.count * 2 + 1] = start + size;
      this.count++;
      at = start + size + 2;
    }
    this.to = at;
    this.wanted = -1;
    this.read = 0;
    this.isQuoted = false;
    return true;
  }

  private line(): boolean | null {
    const { bytes } = this;
    const lf = bytes.indexOf(LF, this.from + this.read);
    if (lf < 0 || lf >= this.used) {
      this.read = this.used - this.from;
      return this.read > MAX_LINE ? this.fails(`a line has more than ${MAX_LINE} bytes`) : null;
    }
    if (lf - this.from > MAX_LINE) return this.fails(`a line has more than ${MAX_LINE} bytes`);
    this.read = 0;
    this.to = lf + 1;
    this.count = 0;
    this.isQuoted = false;
    for (let at = this.from; at < lf;) {
      if (isBlank(bytes[at]!)) {
        at++;
        continue;
      }
      const start = at;
      for (; at < lf && !isBlank(bytes[at]!); at++)
        if (bytes[at] === QUOTE || bytes[at] === APOSTROPHE) this.isQuoted = true;
      if (this.places.length < this.count * 2 + 2) this.grow();
      this.places[this.count * 2] = start;
      this.places[this.count * 2 + 1] = at;
      this.count++;
    }
    return this.count > 0;
  }

  /** The place of the CR of a header line; negative if it has not arrived. */
  private lineEnd(at: number): number {
    const cr = this.bytes.indexOf(CR, at);
    return cr < 0 || cr + 1 >= this.used ? -1 : cr;
  }

  private integer(start: number, end: number): number | null {
    const text = this.bytes.toString('latin1', start, Math.min(end, start + 12));
    return /^-?\d{1,10}$/.test(text) && end - start <= 11 ? Number(text) : null;
  }

  /** A header that is long without an end is none. */
  private short(read: number, name: string): null {
    this.read = read;
    if (name !== '' && this.used - this.from - read > MAX_LINE) this.problem = `${name} is too long`;
    return null;
  }

  private fails(problem: string): null {
    this.problem = problem;
    return null;
  }

  private grow(): void {
    const larger = new Int32Array(this.places.length * 2);
    larger.set(this.places);
    this.places = larger;
  }
}

/** As isspace() in C. */
const isBlank = (byte: number) => byte === SPACE || (byte >= 9 && byte <= CR);
