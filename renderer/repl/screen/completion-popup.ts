/** The list of candidates beside the line: drawn with the DOM, while the focus stays in the terminal. */
import type { Candidate } from '../completion/complete.ts';
import type { CompletionView } from '../completion/completion.ts';

/** Pixels from the left and the top of the shell's element. */
export interface Anchor {
  x: number;
  /** Of the rows in which the line stands, which must stay visible. */
  top: number;
  bottom: number;
}

interface Surroundings {
  /** Where the line is now; null while it is not to be seen. */
  anchor(): Anchor | null;
  choose(index: number): void;
}

export interface CompletionPopup {
  show(view: CompletionView | null): void;
  /** To be called when the line, or the shell's size, may have changed. */
  place(): void;
  dispose(): void;
}

/** Pixels between the list and the line, and to the edges. */
const GAP = 4;
const MARGIN = 8;
/** Characters of the first two columns. */
const WIDEST_LABEL = 28;
const WIDEST_ARGUMENT = 26;

let popups = 0;

/** Puts a hidden list into `element`; `input` has the focus while one types. */
export function createCompletionPopup(
  element: HTMLElement,
  input: HTMLElement,
  around: Surroundings,
): CompletionPopup {
  const id = `completion-${++popups}`;
  const popup = part('div', 'completion');
  const list = part('div', 'completion-list');
  list.id = id;
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', 'What the word may become');
  const foot = part('div', 'completion-foot');
  const syntax = part('span', 'completion-syntax');
  const facts = part('span', 'completion-facts');
  const key = part('kbd', '', 'Tab');
  foot.append(syntax, facts, key);
  popup.append(list, foot);
  popup.hidden = true;
  element.append(popup);

  let drawn: readonly Candidate[] | null = null;
  let marked: HTMLElement | null = null;
  // The list stays where it opened: candidates that are put into the line move the cursor.
  let x: number | null = null;

  // A click must not take the focus out of the line.
  popup.addEventListener('mousedown', (event) => event.preventDefault());
  list.addEventListener('click', ({ target }) => {
    const index = [...list.children].findIndex((option) => option.contains(target as Node));
    if (index >= 0) around.choose(index);
  });

  const hide = () => {
    popup.hidden = true;
    drawn = null;
    marked = null;
    x = null;
    list.replaceChildren();
    for (const name of ['aria-controls', 'aria-activedescendant', 'aria-autocomplete'])
      input.removeAttribute(name);
  };

  const place = () => {
    if (!drawn) return;
    const anchor = around.anchor();
    popup.hidden = anchor === null;
    if (!anchor) return;
    x ??= anchor.x;
    const above = anchor.top - GAP - MARGIN;
    const below = element.clientHeight - anchor.bottom - GAP - MARGIN;
    popup.style.maxHeight = '';
    const isBelow = popup.offsetHeight <= below || below >= above;
    popup.style.maxHeight = `${Math.max(0, isBelow ? below : above)}px`;
    popup.style.top = `${isBelow ? anchor.bottom + GAP : anchor.top - GAP - popup.offsetHeight}px`;
    const right = element.clientWidth - popup.offsetWidth - MARGIN;
    popup.style.left = `${Math.max(MARGIN, Math.min(x, right))}px`;
    marked?.scrollIntoView({ block: 'nearest' });
  };

  return {
    show(view) {
      if (!view) return hide();
      const { candidates, selected } = view;
      if (drawn !== candidates) {
        drawn = candidates;
        list.replaceChildren(...candidates.map((candidate, i) => option(candidate, `${id}-${i}`)));
        setColumn('--label', candidates, ({ label }) => label, WIDEST_LABEL);
        setColumn('--argument', candidates, ({ argument }) => argument, WIDEST_ARGUMENT);
      }
      marked?.setAttribute('aria-selected', 'false');
      marked = list.children[selected] as HTMLElement;
      marked.setAttribute('aria-selected', 'true');
      input.setAttribute('aria-autocomplete', 'list');
      input.setAttribute('aria-controls', id);
      input.setAttribute('aria-activedescendant', marked.id);
      syntax.textContent = view.syntax;
      facts.textContent = view.facts;
      place();
    },
    place,
    dispose() {
      hide();
      popup.remove();
    },
  };

  function setColumn(
    name: string,
    candidates: readonly Candidate[],
    text: (candidate: Candidate) => string,
    widest: number,
  ): void {
    const longest = candidates.reduce((length, candidate) => Math.max(length, text(candidate).length), 0);
    list.style.setProperty(name, `${Math.min(longest, widest)}ch`);
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
