/** A typed line's words, target, command and keys, each worked out once and shared by all that need them. */
import type { SplitLine, Word } from '../../commands/command-line.ts';
import { findCommand, findKeys, type CommandEntry, type CommandTable } from '../../commands/command-table.ts';
import { readPrefix } from '../../commands/shell-line.ts';
import { TypedLine } from '../../commands/typed-line.ts';
import { keySlot } from '../../slots/slots.ts';

/** A longer line is not read with every key typed. */
export const LONGEST_READ = 32_768;

export interface LineKey {
  word: Word;
  slot: number;
}

export interface LineParts {
  split: SplitLine;
  /** Those of the command, without the repeat count and the target before it. An unclosed word counts as far as it goes. */
  words: Word[];
  bytes: Uint8Array[];
  /** `@all`, `@node:7001`, …; null for none. */
  target: string | null;
  command: { name: string; entry: CommandEntry } | null;
  keys: LineKey[];
}

/** Its owner keeps it as long as the line is typed or runs, and no longer: the text may hold a password. */
export class Reading extends TypedLine {
  private known: { commands: CommandTable; parts: LineParts } | null = null;

  /** Read again only for another command table. */
  parts(commands: CommandTable): LineParts {
    if (this.known?.commands !== commands) this.known = { commands, parts: this.read(commands) };
    return this.known.parts;
  }

  private read(commands: CommandTable): LineParts {
    const { split } = this;
    const all = split.ok ? split.words : [...split.words, split.open];
    const { target, first } = readPrefix(all.map((word) => word.bytes));
    const words = all.slice(first);
    const bytes = words.map((word) => word.bytes);
    const keys = findKeys(commands, bytes).map((index) => {
      const word = words[index]!;
      return { word, slot: keySlot(word.bytes) };
    });
    return { split, words, bytes, target, command: findCommand(commands, bytes), keys };
  }
}
