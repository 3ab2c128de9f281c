/** The search in the history while it is open: its keys, and how the line continues from the match. */
import { previousBoundary } from '../text/graphemes.ts';
import type { History } from './history.ts';
import {
  beginSearch,
  foundText,
  searchFor,
  searchOn,
  searchView,
  type HistorySearch,
  type SearchStyle,
} from './history-search.ts';
import type { KeyAction } from './keymap.ts';
import { deleteBack, replaceText, type Line } from './line.ts';

export class Searcher {
  private search: HistorySearch | null = null;
  private readonly history: History;
  private readonly take: (line: Line) => void;
  private readonly changed: (found: string | null) => void;
  private readonly style: SearchStyle;

  /** `take` is called with the line that was found, `changed` with the text to show, null once the search is over. */
  constructor(
    history: History,
    take: (line: Line) => void,
    changed: (found: string | null) => void,
    style: SearchStyle = 'readline',
  ) {
    this.style = style;
    this.history = history;
    this.take = take;
    this.changed = changed;
  }

  get isOpen(): boolean {
    return this.search !== null;
  }

  /** The view in place of the line; null while no search is open. */
  view(): ReturnType<typeof searchView> | null {
    return this.search && searchView(this.history.lines, this.search);
  }

  begin(line: Line, direction: 'older' | 'newer'): void {
    this.look(beginSearch(this.history.lines, line, direction, this.style));
  }

  /** False while no search is open. */
  type(text: string): boolean {
    if (!this.search) return false;
    this.look(searchFor(this.history.lines, this.search, this.search.query + text));
    return true;
  }

  /** Ends the search; its match becomes the line. */
  accept(): void {
    const { search } = this;
    if (!search) return;
    const { lines } = this.history;
    const { text, cursor } = searchView(lines, search);
    if (this.style === 'redis-cli') this.take(replaceText(search.before, text));
    else if (search.at < lines.length) this.take({ ...replaceText(search.before, text), cursor });
    this.look(null);
  }

  /** True if the key is the search's own; any other ends the search and keeps its usual meaning. */
  act(action: KeyAction): boolean {
    const { search } = this;
    if (!search) return false;
    const { lines } = this.history;
    if ('edit' in action && action.edit === deleteBack) {
      this.look(searchFor(lines, search, dropLast(search.query)));
      return true;
    }
    switch ('command' in action ? action.command : null) {
      case 'search-older':
        this.look(searchOn(lines, search, 'older'));
        return true;
      case 'search-newer':
        this.look(searchOn(lines, search, 'newer'));
        return true;
      case 'escape':
      case 'interrupt':
        this.look(null);
        return true;
      case 'complete':
        this.accept();
        return true;
      default:
        this.accept();
        return false;
    }
  }

  private look(search: HistorySearch | null): void {
    this.search = search;
    this.changed(search && foundText(this.history.lines, search));
  }
}

/** The text without its last character. */
const dropLast = (text: string) => text.slice(0, previousBoundary(text, text.length));
