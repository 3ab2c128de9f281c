/** The Lua debugger in the editor: breakpoints in the margin, the line where the script is stopped, and its session in main. */
import type { Failure } from '../../shared/failure.ts';
import type { DebugState } from '../../shared/session/lua-debug.ts';
import { failureOf } from '../kit/client.ts';
import type { DebugHooks } from './contract.ts';
import { bytesOfRows, type LuaDocument } from './lua-line.ts';
import { monaco } from './monaco.ts';
import { words } from './words.ts';

const w = words.debug;

/** Lines kept of what the script and the prints have said. */
const MAX_LOG = 500;

export type GoOn = 'step' | 'continue' | 'abort';

/** The state that is drawn. */
export interface DebugView {
  /** Null before a session, and once it is put away. */
  state: DebugState | null;
  isBusy: boolean;
  failure: Failure | null;
  /** Oldest first. */
  log: readonly string[];
  breakpoints: readonly number[];
}

export class LuaDebugger {
  private readonly editor: monaco.editor.IStandaloneCodeEditor;
  private readonly hooks: DebugHooks;
  private readonly onChange: () => void;
  /** Of the breakpoints, and of the line where it is stopped: of the model, which the editor may not show. */
  private marks: string[] = [];
  private line: string[] = [];
  /** The model of the script. */
  private readonly model: monaco.editor.ITextModel;
  private now: Omit<DebugView, 'breakpoints'> = { state: null, isBusy: false, failure: null, log: [] };

  /** `onChange` is called when the view is to be drawn again. The editor must show the script. */
  constructor(
    editor: monaco.editor.IStandaloneCodeEditor,
    model: monaco.editor.ITextModel,
    hooks: DebugHooks,
    onChange: () => void,
  ) {
    this.editor = editor;
    this.model = model;
    this.hooks = hooks;
    this.onChange = onChange;
    editor.onMouseDown(({ target }) => {
      const { GUTTER_GLYPH_MARGIN, GUTTER_LINE_NUMBERS } = monaco.editor.MouseTargetType;
      const isMargin = target.type === GUTTER_GLYPH_MARGIN || target.type === GUTTER_LINE_NUMBERS;
      if (isMargin && this.isShown && target.position) this.toggle(target.position.lineNumber);
    });
  }

  get view(): DebugView {
    return { ...this.now, breakpoints: this.breakpoints };
  }

  /** Whether the script is under way: its text must stay as it is. */
  get isOpen(): boolean {
    return this.now.state?.phase === 'stopped' || (this.now.isBusy && this.now.state === null);
  }

  /** Runs for F8, F9 and F10. Returns false for any other key. */
  takeKey({ key, shiftKey, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
    if (!this.isShown || ctrlKey || metaKey || altKey) return false;
    if (key === 'F9') this.toggle(this.editor.getPosition()?.lineNumber ?? 1);
    else if (key === 'F8' && this.now.state) this.goOn(shiftKey ? 'abort' : 'continue');
    else if (key === 'F10' && !shiftKey && this.now.state) this.goOn('step');
    else return false;
    return true;
  }

  start(lua: LuaDocument, isSync: boolean): void {
    const { script, keys, args, readOnly } = lua;
    this.set({ state: null, log: [] });
    void this.ask(() =>
      this.hooks.start({
        script: new TextEncoder().encode(script),
        keys: bytesOfRows(keys),
        args: bytesOfRows(args),
        isReadOnly: readOnly,
        isSync,
        breakpoints: [...this.breakpoints],
      }),
    );
  }

  goOn(command: GoOn): void {
    const { state, isBusy } = this.now;
    // A script that runs for ever can be stopped, and nothing else.
    if (state?.phase !== 'stopped' || (isBusy && command !== 'abort')) return;
    void this.ask(() => this.hooks.goOn(command));
  }

  print(text: string, isCode: boolean): void {
    const { state, isBusy } = this.now;
    if (state?.phase !== 'stopped' || isBusy || text === '') return;
    this.say([`> ${text}`]);
    void this.ask(() => this.hooks.print(text, isCode));
  }

  /** Puts the session away, and ends it if it has not ended. */
  close(): void {
    this.set({ state: null, isBusy: false, failure: null, log: [] });
    this.hooks.end().catch(() => undefined);
  }

  private get isShown(): boolean {
    return this.editor.getModel() === this.model;
  }

  private get breakpoints(): readonly number[] {
    const lines = this.marks.flatMap((id) => this.model.getDecorationRange(id)?.startLineNumber ?? []);
    return [...new Set(lines)].sort((a, b) => a - b);
  }

  private toggle(line: number): void {
    const { breakpoints } = this;
    const lines = breakpoints.includes(line)
      ? breakpoints.filter((one) => one !== line)
      : [...breakpoints, line].sort((a, b) => a - b);
    this.marks = this.model.deltaDecorations(
      this.marks,
      lines.map((one) => ({
        range: new monaco.Range(one, 1, one, 1),
        options: {
          glyphMarginClassName: 'breakpoint',
          glyphMarginHoverMessage: { value: w.breakpointHint },
          stickiness: monaco.editor.TrackedRangeStickiness.NeverGrowsWhenTypingAtEdges,
        },
      })),
    );
    if (this.now.state?.phase === 'stopped')
      this.hooks.setBreakpoints([...this.breakpoints]).catch((error: unknown) => {
        this.set({ failure: failureOf(error) });
      });
    this.onChange();
  }

  private async ask(question: () => Promise<DebugState | null>): Promise<void> {
    this.set({ isBusy: true, failure: null });
    try {
      const state = await question();
      // Put away meanwhile.
      if (!this.now.isBusy) return;
      this.set({ state, isBusy: false });
      if (state) this.say(state.output);
    } catch (error) {
      if (this.now.isBusy) this.set({ isBusy: false, failure: failureOf(error) });
    }
  }

  private say(lines: readonly string[]): void {
    if (lines.length > 0) this.set({ log: [...this.now.log, ...lines].slice(-MAX_LOG) });
  }

  private set(change: Partial<typeof this.now>): void {
    this.now = { ...this.now, ...change };
    const line = this.now.state?.line ?? null;
    const range = line === null ? null : new monaco.Range(line, 1, line, 1);
    this.line = this.model.deltaDecorations(
      this.line,
      range
        ? [
            {
              range,
              options: { isWholeLine: true, className: 'stoppedline', glyphMarginClassName: 'stoppedat' },
            },
          ]
        : [],
    );
    if (line !== null && change.state) this.editor.revealLineInCenterIfOutsideViewport(line);
    this.onChange();
  }
}
