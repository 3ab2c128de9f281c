/** Find in the transcript: a bar over the terminal, around xterm's search. */
import type { ISearchOptions, SearchAddon } from '@xterm/addon-search';

interface Surroundings {
  colours(): { every: string; active: string };
  /** The text selected in the terminal. */
  selection(): string;
  clearSelection(): void;
  onOpen(): void;
  onClose(): void;
  /** Whether only the head of some reply is in the transcript. */
  hasLargeReply(): boolean;
  openLargeReply(): void;
}

export class FindBar {
  private readonly search: SearchAddon;
  private readonly around: Surroundings;
  private readonly bar = document.createElement('div');
  private readonly field = document.createElement('input');
  private readonly count = document.createElement('span');
  private readonly capitals = button('Aa', 'Match case');
  private readonly results: { dispose(): void };

  /** Puts a hidden bar into `element`. */
  constructor(element: HTMLElement, search: SearchAddon, around: Surroundings) {
    this.search = search;
    this.around = around;
    this.build();
    element.append(this.bar);
    this.results = search.onDidChangeResults(({ resultIndex, resultCount }) => {
      if (this.bar.hidden || this.field.value === '') return;
      if (resultCount === 0) this.sayNone();
      else
        this.count.textContent = resultIndex < 0 ? `${resultCount}+` : `${resultIndex + 1} of ${resultCount}`;
    });
  }

  get isOpen(): boolean {
    return !this.bar.hidden;
  }

  /** Shows the bar, or focuses its field if it is shown. */
  open(): void {
    const { bar, field, around } = this;
    const selected = around.selection();
    bar.hidden = false;
    around.onOpen();
    if (selected && !selected.includes('\n')) field.value = selected;
    field.focus();
    field.select();
    if (field.value) this.find(true);
  }

  /** False if it was not open. */
  close(): boolean {
    if (this.bar.hidden) return false;
    this.bar.hidden = true;
    this.clear();
    this.around.onClose();
    return true;
  }

  /** To be called when the theme has changed. */
  recolour(): void {
    if (!this.bar.hidden && this.field.value) this.find(true);
  }

  dispose(): void {
    this.results.dispose();
    this.bar.remove();
  }

  private build(): void {
    const { bar, field, count, capitals } = this;
    bar.className = 'findbar';
    bar.setAttribute('role', 'search');
    bar.setAttribute('aria-label', 'Find in the transcript');
    bar.hidden = true;
    field.type = 'text';
    field.className = 'input mono';
    field.placeholder = 'Find in the transcript';
    field.setAttribute('aria-label', 'Text to find');
    field.spellcheck = false;
    count.className = 'sm f3 num';
    count.setAttribute('role', 'status');
    capitals.setAttribute('aria-pressed', 'false');
    const previous = button('↑', 'Earlier match (Enter)');
    const next = button('↓', 'Later match (Shift+Enter)');
    const close = button('✕', 'Close (Escape)');
    bar.append(field, count, capitals, previous, next, close);
    field.addEventListener('input', () => this.restart());
    previous.addEventListener('click', () => this.find(true));
    next.addEventListener('click', () => this.find(false));
    close.addEventListener('click', () => this.close());
    capitals.addEventListener('click', () => {
      capitals.setAttribute('aria-pressed', String(!this.matchesCase));
      this.restart();
    });
    bar.addEventListener('keydown', (event) => this.press(event));
  }

  private press(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === 'Escape') this.close();
    else if (event.altKey && event.code === 'KeyO' && this.around.hasLargeReply()) {
      this.close();
      this.around.openLargeReply();
    } else if (event.key === 'Enter' && event.target === this.field) this.find(!event.shiftKey);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Finds the newest match first and goes on to older ones: the user looks at the transcript's end. */
  private find(older: boolean): void {
    const { value } = this.field;
    if (value === '') return this.clear();
    const found = older
      ? this.search.findPrevious(value, this.options())
      : this.search.findNext(value, this.options());
    if (!found) this.sayNone();
  }

  /** Without this a search would go on from the match of the text before. */
  private restart(): void {
    this.around.clearSelection();
    this.find(true);
  }

  private clear(): void {
    this.search.clearDecorations();
    this.count.textContent = '';
  }

  private sayNone(): void {
    this.count.textContent = this.around.hasLargeReply() ? 'none shown · Alt+O: whole reply' : 'none';
  }

  private get matchesCase(): boolean {
    return this.capitals.getAttribute('aria-pressed') === 'true';
  }

  private options(): ISearchOptions {
    const { every, active } = this.around.colours();
    return {
      caseSensitive: this.matchesCase,
      decorations: {
        matchBackground: every,
        matchOverviewRuler: every,
        activeMatchBackground: active,
        activeMatchColorOverviewRuler: active,
      },
    };
  }
}

function button(text: string, label: string): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = 'icon';
  made.textContent = text;
  made.title = label;
  made.setAttribute('aria-label', label);
  return made;
}
