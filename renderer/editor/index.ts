/** The editor's pane: head, code, margin and the form for Lua around one Monaco editor. Loaded on first use. */
import 'monaco-editor/languages/definitions/lua/register';
import './editor.css';
import { h, render } from 'preact';
import { hasNoSlots, shardOfSlot } from '../kit/topology-lookup.ts';
import { CodeArea, isClipboardKey } from './code-area.ts';
import type { EditorContext, EditorHooks, EditorLook, EditorPane } from './contract.ts';
import { readDocuments, writeDocuments, type DocumentKind } from './documents.ts';
import { EditorHead, type HeadProps } from './editor-head.tsx';
import { applyEditorLook } from './editor-theme.ts';
import { DebugPanel } from './debug-panel.tsx';
import { LuaDebugger } from './lua-debugger.ts';
import { LuaForm, type LuaFormProps } from './lua-form.tsx';
import { evalLine, type LuaDocument } from './lua-line.ts';
import { registerRedisLanguage, setKnowledge } from './redis-language.ts';
import { isComment, runnableLines } from './script-line.ts';
import { SlotMargin } from './slot-margin.ts';
import { words } from './words.ts';

export { openConfEditor } from './conf-editor.ts';
export { applyEditorLook };

const KEEP_AFTER_MS = 500;
const SUGGESTIONS = { commands: 'script.redis', lua: 'script.lua' };

/** Puts the editor into `element`, which gives it its size. */
export const openEditor = (element: HTMLElement, hooks: EditorHooks, start: Start): EditorPane =>
  new Pane(element, hooks, start);

interface Start {
  context: EditorContext;
  look: EditorLook;
}

class Pane implements EditorPane {
  private readonly element: HTMLElement;
  private readonly hooks: EditorHooks;
  private readonly head: HTMLElement;
  private readonly form: HTMLElement;
  private readonly code: CodeArea;
  private readonly margin: SlotMargin;
  private readonly debug: LuaDebugger;
  private isSync = false;
  private readonly names: { [K in DocumentKind]: string } = { ...SUGGESTIONS };
  private context: EditorContext;
  private kind: DocumentKind;
  private lua: LuaDocument;
  private note = '';
  private keeping = 0;

  constructor(element: HTMLElement, hooks: EditorHooks, { context, look }: Start) {
    this.element = element;
    this.hooks = hooks;
    this.context = context;
    const kept = readDocuments(localStorage);
    this.kind = kept.kind;
    this.lua = kept.lua;
    this.head = add(element, 'editorhead');
    const body = add(element, 'editorbody');
    const margin = add(body, 'slotmargin');
    const code = add(body, 'editorcode');
    this.form = add(body, 'luaform');
    margin.ariaHidden = 'true'; // the line under the shell says the same in words
    this.form.role = 'group';
    this.form.ariaLabel = words.pane.luaForm;

    registerRedisLanguage();
    setKnowledge(context);
    this.code = new CodeArea(code, { commands: kept.commands, lua: kept.lua.script }, kept.kind, {
      shortcut: (event) => this.debug.takeKey(event) || hooks.shortcut(event),
      onRun: (what) => this.run(what),
      onText: () => this.changeLua({ ...this.lua, script: this.code.text('lua') }),
      onCursor: this.reportLine,
    });
    applyEditorLook(look);
    this.debug = new LuaDebugger(this.code.editor, this.code.luaModel, hooks.debug, () => this.draw());
    this.margin = new SlotMargin(margin, this.code.editor, context);
    this.listen();
    this.draw();
  }

  setContext(next: EditorContext): void {
    this.context = next;
    setKnowledge(next);
    this.margin.setContext(next);
    this.draw();
  }

  openFile(file: { name: string; text: string }): void {
    this.put(file, 'commands');
  }

  focus(): void {
    this.code.editor.focus();
  }

  dispose(): void {
    window.removeEventListener('pagehide', this.keep);
    this.keep();
    if (this.debug.view.state) this.debug.close();
    this.margin.dispose();
    this.code.dispose();
    render(null, this.head);
    render(null, this.form);
    this.element.replaceChildren();
  }

  private listen(): void {
    this.form.addEventListener('keydown', (event) => {
      if (isClipboardKey(event)) return event.stopPropagation();
      if (this.debug.takeKey(event)) return event.preventDefault();
      if (!(event.ctrlKey || event.metaKey) || event.key !== 'Enter') return;
      event.preventDefault();
      this.run('all');
    });
    this.element.addEventListener('focusin', this.reportLine);
    // The focus has only moved by the next microtask.
    this.element.addEventListener('focusout', () => queueMicrotask(this.reportLine));
    window.addEventListener('pagehide', this.keep);
  }

  private luaLine(): string | null {
    return this.lua.script.trim() === '' ? null : evalLine(this.lua);
  }

  private run(what: 'all' | 'line'): void {
    if (this.kind === 'lua') {
      const line = this.luaLine();
      return line === null ? undefined : this.hooks.run([line]);
    }
    const lines = runnableLines(what === 'all' ? this.code.lines() : this.code.takeLines());
    if (lines.length > 0) this.hooks.run(lines);
  }

  private readonly reportLine = (): void => {
    if (!this.element.contains(document.activeElement)) return this.hooks.onLine(null);
    if (this.kind === 'lua') return this.hooks.onLine(this.luaLine() ?? '');
    this.hooks.onLine(isComment(this.code.currentLine) ? '' : this.code.currentLine);
  };

  private draw(): void {
    const { kind, lua, code, note } = this;
    const isLua = kind === 'lua';
    const head: HeadProps = {
      kind,
      runnable: isLua ? lua.script.trim() !== '' : code.editor.getModel()!.getValueLength() > 0,
      note,
      onKind: (next) => this.show(next),
      onRun: (what) => this.run(what),
      onDebug: () => this.startDebugging(),
      isDebugged: this.debug.isOpen,
      onOpen: () => this.open(),
      onSave: () => this.save(),
      onClose: () => this.hooks.close(),
    };
    render(h(EditorHead, head), this.head);
    this.form.hidden = !isLua;
    const { topology } = this.context;
    const shardOf = hasNoSlots(topology)
      ? null
      : (slot: number) => shardOfSlot(topology, slot)?.number ?? null;
    code.hold(this.debug.isOpen);
    render(isLua ? this.luaPanel(shardOf) : null, this.form);
  }

  /** The button has gone; the keys of the debugger are those of the text. */
  private startDebugging(): void {
    this.focus();
    this.debug.start(this.lua, this.isSync);
  }

  /** The keys and arguments, or the session of the debugger. */
  private luaPanel(shardOf: LuaFormProps['shardOf']) {
    const { debug, lua, isSync } = this;
    const { view } = debug;
    if (view.state === null && !view.isBusy && !view.failure)
      return h(LuaForm, {
        lua,
        shardOf,
        isSync,
        onChange: (next) => this.changeLua(next),
        onSync: (next) => {
          this.isSync = next;
          this.draw();
        },
      });
    return h(DebugPanel, {
      view,
      onGoOn: (command) => debug.goOn(command),
      onPrint: (text, isCode) => debug.print(text, isCode),
      onAgain: () => this.startDebugging(),
      onClose: () => debug.close(),
    });
  }

  private changeLua(next: LuaDocument): void {
    this.lua = next;
    this.keepSoon();
    this.draw();
    this.reportLine();
  }

  private show(next: DocumentKind): void {
    this.kind = next;
    this.code.show(next);
    this.keepSoon();
    this.draw();
    this.focus();
  }

  private open(): void {
    this.hooks
      .openText()
      .then((file) => {
        if (file) this.put(file, this.kind);
      })
      .catch((error: unknown) => this.hooks.complain(error));
  }

  private put({ name, text }: { name: string; text: string }, otherwise: DocumentKind): void {
    this.show(name.toLowerCase().endsWith('.lua') ? 'lua' : otherwise);
    this.names[this.kind] = name;
    this.code.replaceText(text);
  }

  private save(): void {
    const { kind } = this;
    this.hooks
      .saveText(this.names[kind], this.code.text(kind))
      .then((path) => path !== null && this.say(words.pane.saved(path)))
      .catch((error: unknown) => this.hooks.complain(error));
  }

  private say(text: string): void {
    this.note = text;
    this.draw();
  }

  private keepSoon(): void {
    clearTimeout(this.keeping);
    this.keeping = window.setTimeout(this.keep, KEEP_AFTER_MS);
  }

  private readonly keep = (): void => {
    clearTimeout(this.keeping);
    const { kind, lua, note } = this;
    const fits = writeDocuments(localStorage, { kind, commands: this.code.text('commands'), lua });
    const next = fits ? (note === words.pane.tooLarge ? '' : note) : words.pane.tooLarge;
    if (next !== note) this.say(next);
  };
}

function add(parent: HTMLElement, name: string): HTMLElement {
  const element = document.createElement('div');
  element.className = name;
  parent.append(element);
  return element;
}
