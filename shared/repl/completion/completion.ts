/** Completing with Tab: which candidates are offered, which one is in the line, and how the line goes on from there. */
import { complete, type Candidate, type Completion, type Known } from './complete.ts';
import { syntaxOf } from '../../commands/command-syntax.ts';
import type { KeyAction } from '../line/keymap.ts';
import { spliceText, type Line } from '../line/line.ts';
import type { Reading } from '../line/reading.ts';

/** The content of the list; null while it is closed. */
export interface CompletionView {
  candidates: readonly Candidate[];
  /** Index of the one that is marked. */
  selected: number;
  /** True once the marked one is in the line. */
  inserted: boolean;
  syntax: string;
  /** `string · O(1) · since 6.2.0`. */
  facts: string;
}

interface Open extends Completion {
  /** The line before anything was offered. */
  before: Line;
  selected: number;
  inserted: boolean;
}

const LONGEST_FACT = 40;

export class Completer {
  private open: Open | null = null;
  private readonly known: () => Known;
  private readonly show: (view: CompletionView | null) => void;

  /** `show` is called with every change of the list. */
  constructor(known: () => Known, show: (view: CompletionView | null) => void) {
    this.known = known;
    this.show = show;
  }

  /** The line from now on; null for a key that is not completion's: then the line stays as it is, and the list closes. */
  act(action: KeyAction, line: Line, reading: Reading): Line | null {
    const command = 'command' in action ? action.command : null;
    if (command === 'complete' || command === 'complete-back')
      return this.open ? this.step(command) : this.begin(line, reading);
    if (!this.open) return null;
    const { before, inserted } = this.open;
    switch (command) {
      case 'older':
        return this.step('complete-back');
      case 'newer':
        return this.step('complete');
      case 'escape':
        this.close();
        return before;
      case 'enter':
        if (!inserted) break;
        return this.accept(this.open.selected);
    }
    this.close();
    return null;
  }

  /** Takes a candidate that was clicked; null if there is none. */
  choose(index: number): Line | null {
    return this.open?.candidates[index] ? this.accept(index) : null;
  }

  close(): void {
    if (!this.open) return;
    this.open = null;
    this.show(null);
  }

  private begin(line: Line, reading: Reading): Line {
    const found = complete(reading, line.cursor, this.known());
    if (!found) return line;
    const { start, candidates, common } = found;
    this.open = { ...found, before: line, selected: 0, inserted: false };
    if (candidates.length === 1) return this.accept(0);
    if (common.length > line.cursor - start) {
      this.open = null;
      return spliceText(line, start, line.cursor, common);
    }
    this.tell();
    return line;
  }

  /** The first Tab on an open list takes the marked candidate, further ones go on from it. */
  private step(command: 'complete' | 'complete-back'): Line {
    const open = this.open!;
    const { candidates, selected, inserted, before, start } = open;
    const count = candidates.length;
    if (command === 'complete-back') open.selected = (selected + count - 1) % count;
    else if (inserted) open.selected = (selected + 1) % count;
    open.inserted = true;
    this.tell();
    return spliceText(before, start, before.cursor, candidates[open.selected]!.text);
  }

  private accept(index: number): Line {
    const { before, start, candidates } = this.open!;
    const { text, ends } = candidates[index]!;
    this.close();
    // A word that ends in the middle of the line has its blank already.
    const blank = ends && !/^\s/.test(before.text.slice(before.cursor)) ? ' ' : '';
    return spliceText(before, start, before.cursor, text + blank);
  }

  private tell(): void {
    const { candidates, selected, inserted } = this.open!;
    const about = candidates[selected]!.about;
    this.show({
      candidates,
      selected,
      inserted,
      syntax: about ? `${about.name.toUpperCase()} ${syntaxOf(about.doc.arguments)}`.trim() : '',
      facts: about ? factsOf(about.doc) : '',
    });
  }
}

type Doc = NonNullable<Candidate['about']>['doc'];

function factsOf({ group, complexity, since }: Doc): string {
  // `help` says what N is.
  const cost = /^(?:O\(.*?\)+)/.exec(complexity)?.[0] ?? complexity;
  const facts = [group, cost.length > LONGEST_FACT ? '' : cost, since && `since ${since}`];
  return facts.filter(Boolean).join(' · ');
}
