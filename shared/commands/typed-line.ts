/** A line as typed. It is split once for its words, its request and its secrets. */
import { splitLine, type SplitLine } from './command-line.ts';
import { maskFrom, secretStart } from './command-secrets.ts';
import { requestOf, type ShellLine } from './shell-line.ts';

export class TypedLine {
  readonly text: string;
  private knownSplit: SplitLine | null = null;
  private knownSecret: { start: number | null } | null = null;

  constructor(text: string) {
    this.text = text;
  }

  get split(): SplitLine {
    return (this.knownSplit ??= splitLine(this.text));
  }

  get request(): ShellLine {
    return requestOf(this.split);
  }

  /** The offset of its first secret, as secretStart finds it; null if it holds none. */
  get secret(): number | null {
    this.knownSecret ??= { start: secretStart(this.text, () => this.split) };
    return this.knownSecret.start;
  }

  /** Its text with everything from its first secret on as dots. */
  get masked(): string {
    return maskFrom(this.text, this.secret);
  }
}

/** Whether a history keeps the line. Like redis-cli's, it leaves out blank lines, repetitions of the line before, and lines with a secret. */
export const isKept = (line: TypedLine, before: string | undefined): boolean =>
  line.text.trim() !== '' && line.text !== before && line.secret === null;
