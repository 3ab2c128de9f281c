/** Find in the transcript: a bar over the terminal, around xterm's search. */
import type { ISearchOptions, SearchAddon } from '@xterm/addon-search';

export interface FindBar {
  /** Shows the bar, or goes to its field where it is shown. */
  open(): void;
  readonly isOpen: boolean;
  /** False where it was not open. */
  close(): boolean;
  /** To be called when the theme has changed. */
  recolour(): void;
  dispose(): void;
}

interface Surroundings {
  colours(): { every: string; active: string };
  /** What is selected in the terminal. */
  selection(): string;
  clearSelection(): void;
  onOpen(): void;
  onClose(): void;
  /** Whether of some reply only the head is in the transcript. */
  hasLargeReply(): boolean;
  openLargeReply(): void;
}

/** Puts a hidden bar into `element`. */
export function createFindBar(element: HTMLElement, search: SearchAddon, around: Surroundings): FindBar {
  const bar = document.createElement('div');
  bar.className = 'findbar';
  bar.setAttribute('role', 'search');
  bar.setAttribute('aria-label', 'Find in the transcript');
  bar.hidden = true;
  const field = document.createElement('input');
  field.type = 'text';
  field.className = 'input mono';
  field.placeholder = 'Find in the transcript';
  field.setAttribute('aria-label', 'Text to find');
  field.spellcheck = false;
  const count = document.createElement('span');
  count.className = 'sm f3 num';
  count.setAttribute('role', 'status');
  const capitals = button('Aa', 'Heed capitals');
  capitals.setAttribute('aria-pressed', 'false');
  const previous = button('↑', 'Earlier match (Enter)');
  const next = button('↓', 'Later match (Shift+Enter)');
  const close = button('✕', 'Close (Escape)');
  bar.append(field, count, capitals, previous, next, close);
  element.append(bar);

  const options = (): ISearchOptions => {
    const { every, active } = around.colours();
    return {
      caseSensitive: capitals.getAttribute('aria-pressed') === 'true',
      decorations: {
        matchBackground: every,
        matchOverviewRuler: every,
        activeMatchBackground: active,
        activeMatchColorOverviewRuler: active,
      },
    };
  };
  const clear = () => {
    search.clearDecorations();
    count.textContent = '';
  };
  const sayNone = () => {
    count.textContent = around.hasLargeReply() ? 'none shown · Alt+O: whole reply' : 'none';
  };
  // The newest match first, and Enter to the older ones: the transcript's end is where one is.
  const find = (older: boolean) => {
    if (field.value === '') return clear();
    const found = older
      ? search.findPrevious(field.value, options())
      : search.findNext(field.value, options());
    if (!found) sayNone();
  };
  const hide = (): boolean => {
    if (bar.hidden) return false;
    bar.hidden = true;
    clear();
    around.onClose();
    return true;
  };
  const results = search.onDidChangeResults(({ resultIndex, resultCount }) => {
    if (bar.hidden || field.value === '') return;
    if (resultCount === 0) sayNone();
    else count.textContent = resultIndex < 0 ? `${resultCount}+` : `${resultIndex + 1} of ${resultCount}`;
  });

  const findAnew = () => {
    // Otherwise it would go on from the match of the shorter text.
    around.clearSelection();
    find(true);
  };
  field.addEventListener('input', findAnew);
  previous.addEventListener('click', () => find(true));
  next.addEventListener('click', () => find(false));
  close.addEventListener('click', hide);
  capitals.addEventListener('click', () => {
    capitals.setAttribute('aria-pressed', String(capitals.getAttribute('aria-pressed') !== 'true'));
    findAnew();
  });
  bar.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (event.key === 'Escape') hide();
    else if (event.altKey && event.code === 'KeyO' && around.hasLargeReply()) {
      hide();
      around.openLargeReply();
    } else if (event.key === 'Enter' && event.target === field) find(!event.shiftKey);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  return {
    get isOpen() {
      return !bar.hidden;
    },
    open() {
      const selected = around.selection();
      bar.hidden = false;
      around.onOpen();
      if (selected && !selected.includes('\n')) field.value = selected;
      field.focus();
      field.select();
      if (field.value) find(true);
    },
    close: hide,
    recolour() {
      if (!bar.hidden && field.value) find(true);
    },
    dispose() {
      results.dispose();
      bar.remove();
    },
  };
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
