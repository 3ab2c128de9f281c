/** The list of candidates beside the line: drawn with the DOM, while the focus stays in the terminal. */
import type { Candidate } from '../../../shared/repl/completion/complete.ts';
import type { CompletionView } from '../../../shared/repl/completion/completion.ts';

/** Pixels from the left and the top of the shell's element. */
export interface Anchor {
  x: number;
  /** Top of the rows that hold the line; they must stay visible. */
  top: number;
  bottom: number;
}

interface Surroundings {
  /** Where the line is now; null while it is out of sight. */
  anchor(): Anchor | null;
  choose(index: number): void;
}

/** Pixels between the list and the line, and to the edges. */
const GAP = 4;
const MARGIN = 8;
/** Characters of the first two columns. */
const WIDEST_LABEL = 28;
const WIDEST_ARGUMENT = 26;

let popups = 0;

export class CompletionPopup {
  private readonly id = `completion-${++popups}`;
  private readonly element: HTMLElement;
  /** Has the focus while the user types. */
  private readonly input: HTMLElement;
  private readonly around: Surroundings;
  private readonly popup = part('div', 'completion');
  private readonly list = part('div', 'completion-list');
  private readonly syntax = part('span', 'completion-syntax');
  private readonly facts = part('span', 'completion-facts');
  private drawn: readonly Candidate[] | null = null;
  private marked: HTMLElement | null = null;
  /** The list stays where it opened: a candidate that is put into the line moves the cursor. */
  private x: number | null = null;

  /** Puts a hidden list into `element`. */
  constructor(element: HTMLElement, input: HTMLElement, around: Surroundings) {
    this.element = element;
    this.input = input;
    this.around = around;
    const { popup, list } = this;
    list.id = this.id;
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', 'Completions');
    const foot = part('div', 'completion-foot');
    foot.append(this.syntax, this.facts, part('kbd', '', 'Tab'));
    popup.append(list, foot);
    popup.hidden = true;
    element.append(popup);
    // A click must not take the focus out of the line.
    popup.addEventListener('mousedown', (event) => event.preventDefault());
    list.addEventListener('click', ({ target }) => {
      const index = [...list.children].findIndex((option) => option.contains(target as Node));
      if (index >= 0) around.choose(index);
    });
  }

  show(view: CompletionView | null): void {
    if (!view) return this.hide();
    if (this.drawn !== view.candidates) this.draw(view.candidates);
    this.mark(view.selected);
    this.syntax.textContent = view.syntax;
    this.facts.textContent = view.facts;
    this.place();
  }

  /** To be called when the line, or the shell's size, may have changed. */
  place(): void {
    if (!this.drawn) return;
    const { element, popup } = this;
    const anchor = this.around.anchor();
    popup.hidden = anchor === null;
    if (!anchor) return;
    this.x ??= anchor.x;
    const above = anchor.top - GAP - MARGIN;
    const below = element.clientHeight - anchor.bottom - GAP - MARGIN;
    popup.style.maxHeight = '';
    const isBelow = popup.offsetHeight <= below || below >= above;
    popup.style.maxHeight = `${Math.max(0, isBelow ? below : above)}px`;
    popup.style.top = `${isBelow ? anchor.bottom + GAP : anchor.top - GAP - popup.offsetHeight}px`;
    const right = element.clientWidth - popup.offsetWidth - MARGIN;
    popup.style.left = `${Math.max(MARGIN, Math.min(this.x, right))}px`;
    this.marked?.scrollIntoView({ block: 'nearest' });
  }

  dispose(): void {
    this.hide();
    this.popup.remove();
  }

  private draw(candidates: readonly Candidate[]): void {
    this.drawn = candidates;
    this.list.replaceChildren(...candidates.map((candidate, i) => option(candidate, `${this.id}-${i}`)));
    this.setColumn(
      '--label',
      candidates.map(({ label }) => label),
      WIDEST_LABEL,
    );
    this.setColumn(
      '--argument',
      candidates.map(({ argument }) => argument),
      WIDEST_ARGUMENT,
    );
  }

  private mark(index: number): void {
    this.marked?.setAttribute('aria-selected', 'false');
    const marked = this.list.children[index] as HTMLElement;
    this.marked = marked;
    marked.setAttribute('aria-selected', 'true');
    this.input.setAttribute('aria-autocomplete', 'list');
    this.input.setAttribute('aria-controls', this.id);
    this.input.setAttribute('aria-activedescendant', marked.id);
  }

  private hide(): void {
    this.popup.hidden = true;
    this.drawn = null;
    this.marked = null;
    this.x = null;
    this.list.replaceChildren();
    for (const name of ['aria-controls', 'aria-activedescendant', 'aria-autocomplete'])
      this.input.removeAttribute(name);
  }

  private setColumn(name: string, texts: readonly string[], widest: number): void {
    const longest = texts.reduce((length, text) => Math.max(length, text.length), 0);
    this.list.style.setProperty(name, `${Math.min(longest, widest)}ch`);
  }
}

function option({ label, argument, summary }: Candidate, id: string): HTMLElement {
  const row = part('div', 'completion-option');
  row.id = id;
  row.setAttribute('role', 'option');
  row.setAttribute('aria-selected', 'false');
  row.append(
    part('span', 'completion-label', label),
    part('span', 'completion-argument', argument),
    part('span', 'completion-summary', summary),
  );
  return row;
}

function part(name: 'div' | 'span' | 'kbd', className: string, text = ''): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}
