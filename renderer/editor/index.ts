/** The editor's pane: head, code, margin and the form for Lua around one Monaco editor. Loaded on first use. */
import 'monaco-editor/languages/definitions/lua/register';
import './editor.css';
import { h, render } from 'preact';
import { hasNoSlots, shardOfSlot } from '../repl/line/owners.ts';
import type { DrawnTheme } from '../kit/theme.ts';
import { CodeArea, isClipboardKey } from './code-area.ts';
import type { EditorContext, EditorHooks, EditorPane } from './contract.ts';
import { readDocuments, writeDocuments, type DocumentKind } from './documents.ts';
import { EditorHead } from './editor-head.tsx';
import { applyEditorTheme } from './editor-theme.ts';
import { LuaForm } from './lua-form.tsx';
import { evalLine, type LuaDocument } from './lua-line.ts';
import { registerRedisLanguage, setKnowledge } from './redis-language.ts';
import { isComment, runnableLines } from './script-line.ts';
import { SlotMargin } from './slot-margin.ts';

const KEEP_AFTER = 500;
const SUGGESTIONS = { commands: 'script.redis', lua: 'script.lua' };
const TOO_LARGE = 'Too large to be kept for the next start: save it to a file';

/** Puts the editor into `element`, which gives it its size. */
export function openEditor(
  element: HTMLElement,
  hooks: EditorHooks,
  start: { context: EditorContext; theme: DrawnTheme },
): EditorPane {
  let { context } = start;
  const kept = readDocuments(localStorage);
  let { kind, lua } = kept;
  const names: { [K in DocumentKind]: string } = { ...SUGGESTIONS };
  let note = '';
  const [head, body] = [add(element, 'editorhead'), add(element, 'editorbody')];
  const [marginElement, codeElement, form] = [
    add(body, 'slotmargin'),
    add(body, 'editorcode'),
    add(body, 'luaform'),
  ];
  marginElement.ariaHidden = 'true'; // the line under the shell says the same in words
  form.role = 'group';
  form.ariaLabel = 'Keys and arguments of the script';

  registerRedisLanguage();
  setKnowledge(context);
  applyEditorTheme(start.theme);
  const code = new CodeArea(codeElement, { commands: kept.commands, lua: lua.script }, kind, {
    shortcut: (event) => hooks.shortcut(event),
    onRun: run,
    onText() {
      lua = { ...lua, script: code.text('lua') };
      keepSoon();
      draw();
      tellLine();
    },
    onCursor: tellLine,
  });
  const margin = new SlotMargin(marginElement, code.editor, context);
  form.addEventListener('keydown', (event) => {
    if (isClipboardKey(event)) return event.stopPropagation();
    if (!(event.ctrlKey || event.metaKey) || event.key !== 'Enter') return;
    event.preventDefault();
    run('all');
  });

  element.addEventListener('focusin', tellLine);
  // By then the focus is where it goes.
  element.addEventListener('focusout', () => queueMicrotask(tellLine));

  const luaLine = () => (lua.script.trim() === '' ? null : evalLine(lua));

  function run(what: 'all' | 'line'): void {
    if (kind === 'lua') {
      const line = luaLine();
      return line === null ? undefined : hooks.run([line]);
    }
    const lines = runnableLines(what === 'all' ? code.lines() : code.takeLines());
    if (lines.length > 0) hooks.run(lines);
  }

  function tellLine(): void {
    if (!element.contains(document.activeElement)) return hooks.onLine(null);
    if (kind === 'lua') return hooks.onLine(luaLine() ?? '');
    hooks.onLine(isComment(code.currentLine) ? '' : code.currentLine);
  }

  function draw(): void {
    const runnable = kind === 'lua' ? lua.script.trim() !== '' : code.editor.getModel()!.getValueLength() > 0;
    const onClose = () => hooks.close();
    const headProps = { kind, runnable, note, onKind: show, onRun: run, onOpen: open, onSave: save, onClose };
    render(h(EditorHead, headProps), head);
    form.hidden = kind !== 'lua';
    const { topology } = context;
    const shardOf = hasNoSlots(topology)
      ? null
      : (slot: number) => shardOfSlot(topology, slot)?.number ?? null;
    render(kind === 'lua' ? h(LuaForm, { lua, shardOf, onChange: changeLua }) : null, form);
  }

  function changeLua(next: LuaDocument): void {
    lua = next;
    keepSoon();
    draw();
    tellLine();
  }

  function show(next: DocumentKind): void {
    kind = next;
    code.show(kind);
    keepSoon();
    draw();
    code.editor.focus();
  }

  function open(): void {
    hooks
      .openText()
      .then((file) => {
        if (!file) return;
        show(file.name.toLowerCase().endsWith('.lua') ? 'lua' : kind);
        names[kind] = file.name;
        code.replaceText(file.text);
      })
      .catch((error: unknown) => hooks.complain(error));
  }

  function save(): void {
    hooks
      .saveText(names[kind], code.text(kind))
      .then((path) => path !== null && say(`Saved to ${path}`))
      .catch((error: unknown) => hooks.complain(error));
  }

  function say(text: string): void {
    note = text;
    draw();
  }

  let keeping = 0;
  function keepSoon(): void {
    clearTimeout(keeping);
    keeping = window.setTimeout(keep, KEEP_AFTER);
  }
  function keep(): void {
    clearTimeout(keeping);
    const fits = writeDocuments(localStorage, { kind, commands: code.text('commands'), lua });
    const next = fits ? (note === TOO_LARGE ? '' : note) : TOO_LARGE;
    if (next !== note) say(next);
  }
  window.addEventListener('pagehide', keep);
  draw();

  return {
    setContext(next) {
      context = next;
      setKnowledge(next);
      margin.setContext(next);
      draw();
    },
    setTheme: applyEditorTheme,
    focus: () => code.editor.focus(),
    getText: () => code.text(kind),
    setText: (text) => code.replaceText(text),
    dispose() {
      window.removeEventListener('pagehide', keep);
      keep();
      margin.dispose();
      code.dispose();
      render(null, head);
      render(null, form);
      element.replaceChildren();
    },
  };
}

function add(parent: HTMLElement, name: string): HTMLElement {
  const element = document.createElement('div');
  element.className = name;
  parent.append(element);
  return element;
}
