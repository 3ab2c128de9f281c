/** The text of both documents in one Monaco editor, its keys, and the lines that a key runs. */
import type { DocumentKind } from './documents.ts';
import { monaco } from './monaco.ts';
import { words } from './words.ts';

export interface CodeHooks {
  shortcut(event: KeyboardEvent): boolean;
  /** The user asks to run everything, or the line under the cursor. */
  onRun(what: 'all' | 'line'): void;
  onText(): void;
  /** The cursor has moved. */
  onCursor(): void;
}

type Texts = { readonly [K in DocumentKind]: string };

const LABELS = { commands: words.pane.commandsText, lua: words.pane.luaText };
const LANGUAGES = { commands: 'redis', lua: 'lua' };
const MAC = /Mac/.test(navigator.platform);

export const EDITOR_OPTIONS: monaco.editor.IStandaloneEditorConstructionOptions = {
  // Tab completes, Enter is always a new line: a suggestion never replaces typed text.
  acceptSuggestionOnEnter: 'off',
  automaticLayout: true,
  contextmenu: false,
  detectIndentation: false,
  dropIntoEditor: { enabled: false },
  // One way of taking text in, for Chromium with and without EditContext.
  editContext: false,
  // The pane is low: what pops up must be able to reach over its edges.
  fixedOverflowWidgets: true,
  folding: false,
  fontLigatures: false,
  glyphMargin: false,
  guides: { indentation: false },
  lineDecorationsWidth: 12,
  lineNumbersMinChars: 3,
  links: false,
  minimap: { enabled: false },
  occurrencesHighlight: 'off',
  overviewRulerLanes: 0,
  padding: { top: 6, bottom: 6 },
  renderLineHighlightOnlyWhenFocus: true,
  renderWhitespace: 'selection',
  scrollBeyondLastLine: false,
  scrollbar: { alwaysConsumeMouseWheel: false, horizontalScrollbarSize: 10, verticalScrollbarSize: 10 },
  suggest: { showIcons: false },
  tabSize: 2,
  theme: 'slotshell',
  unicodeHighlight: { ambiguousCharacters: false, invisibleCharacters: true, nonBasicASCII: false },
  wordBasedSuggestions: 'off',
};

/** Ctrl+Shift+C and V: in the editor they must not copy from the shell, nor run in it. */
export const isClipboardKey = ({ metaKey, ctrlKey, shiftKey, key }: KeyboardEvent): boolean =>
  (MAC ? metaKey : ctrlKey) && shiftKey && /^[cv]$/i.test(key);

/** Colours belong to the shards. */
const PLAIN_BRACKETS = { enabled: false, independentColorPoolPerBracketType: false };

export class CodeArea {
  readonly editor: monaco.editor.IStandaloneCodeEditor;
  private readonly models: { readonly [K in DocumentKind]: monaco.editor.ITextModel };
  private readonly places: { [K in DocumentKind]?: monaco.editor.ICodeEditorViewState | null } = {};
  private readonly hooks: CodeHooks;
  private kind: DocumentKind;
  private isHeld = false;

  constructor(element: HTMLElement, texts: Texts, kind: DocumentKind, hooks: CodeHooks) {
    this.kind = kind;
    this.hooks = hooks;
    this.models = { commands: createModel('commands', texts), lua: createModel('lua', texts) };
    this.editor = monaco.editor.create(element, {
      ...EDITOR_OPTIONS,
      model: this.models[kind],
      ariaLabel: LABELS[kind],
    });
    for (const model of Object.values(this.models)) {
      // Only now: creating an editor resets those options of its models that it does not accept itself.
      model.updateOptions({ bracketColorizationOptions: PLAIN_BRACKETS });
      model.onDidChangeContent(() => hooks.onText());
    }
    this.setMargin();
    this.editor.onDidChangeCursorPosition(() => hooks.onCursor());
    this.editor.onDidBlurEditorText(() => this.editor.updateOptions({ tabFocusMode: false }));
    this.editor.onKeyDown((event) => this.leaveByTab(event));
    element.addEventListener('keydown', (event) => this.takeKey(event), true);
    element.addEventListener('keydown', (event) => this.keepFromWindow(event));
  }

  /** Shows the other document at the position it was left. */
  show(kind: DocumentKind): void {
    if (kind === this.kind) return;
    this.places[this.kind] = this.editor.saveViewState();
    this.kind = kind;
    this.editor.setModel(this.models[kind]);
    this.editor.updateOptions({ ariaLabel: LABELS[kind] });
    const place = this.places[kind];
    if (place) this.editor.restoreViewState(place);
    this.setMargin();
  }

  get luaModel(): monaco.editor.ITextModel {
    return this.models.lua;
  }

  /** A script that is being debugged must not change. */
  hold(isHeld: boolean): void {
    this.isHeld = isHeld;
    this.setMargin();
  }

  /** Breakpoints are for Lua. */
  private setMargin(): void {
    const isLua = this.kind === 'lua';
    this.editor.updateOptions({ glyphMargin: isLua, readOnly: isLua && this.isHeld });
  }

  text(kind: DocumentKind): string {
    return this.models[kind].getValue(monaco.editor.EndOfLinePreference.LF);
  }

  /** As an edit that can be undone, so that the old text is not lost. */
  replaceText(text: string): void {
    const model = this.models[this.kind];
    model.pushStackElement();
    model.pushEditOperations([], [{ range: model.getFullModelRange(), text }], () => null);
    model.pushStackElement();
    this.editor.setPosition({ lineNumber: 1, column: 1 });
    this.editor.revealLine(1);
  }

  lines(): string[] {
    return this.models[this.kind].getLinesContent();
  }

  get currentLine(): string {
    return this.models[this.kind].getLineContent(this.editor.getPosition()?.lineNumber ?? 1);
  }

  /** The lines that the selection touches; without one the line under the cursor, which then moves down. */
  takeLines(): string[] {
    const selection = this.editor.getSelection();
    if (!selection) return [];
    const model = this.models[this.kind];
    const { startLineNumber: first, endLineNumber, endColumn } = selection;
    if (selection.isEmpty()) {
      const below = Math.min(first + 1, model.getLineCount());
      this.editor.setPosition({
        lineNumber: below,
        column: below === first ? model.getLineMaxColumn(first) : 1,
      });
      this.editor.revealLine(below);
      return [model.getLineContent(first)];
    }
    // A selection that ends before a line's first character does not touch that line.
    const last = endColumn === 1 ? endLineNumber - 1 : endLineNumber;
    return this.lines().slice(first - 1, last);
  }

  dispose(): void {
    this.editor.dispose();
    for (const model of Object.values(this.models)) model.dispose();
  }

  /** Before Monaco: running, and the window's own shortcuts if Monaco uses the same keys for something else. */
  private takeKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const command = MAC ? event.metaKey : event.ctrlKey;
    const runs = command && !event.altKey && event.key === 'Enter';
    if (!runs && !this.hooks.shortcut(event)) return;
    event.preventDefault();
    event.stopPropagation();
    if (runs) this.hooks.onRun(event.shiftKey ? 'all' : 'line');
  }

  private keepFromWindow(event: KeyboardEvent): void {
    if (!isClipboardKey(event)) return;
    event.stopPropagation();
    if (event.key.toLowerCase() === 'c')
      this.editor.trigger('keyboard', 'editor.action.clipboardCopyAction', null);
  }

  /** Tab indents; after Escape it leaves, as does F6 at any time. */
  private leaveByTab({ keyCode }: monaco.IKeyboardEvent): void {
    const { Escape, Tab, Shift } = monaco.KeyCode;
    if (keyCode === Tab || keyCode === Shift) return;
    this.editor.updateOptions({ tabFocusMode: keyCode === Escape });
  }
}

function createModel(kind: DocumentKind, texts: Texts): monaco.editor.ITextModel {
  const model = monaco.editor.createModel(texts[kind], LANGUAGES[kind]);
  model.setEOL(monaco.editor.EndOfLineSequence.LF);
  return model;
}
