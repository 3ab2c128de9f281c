/** A conf file in Monaco: completion, and marks at what the server would refuse. */
import { EDITOR_OPTIONS } from './code-area.ts';
import { registerConfLanguage, setDirectives } from './conf-language.ts';
import type { ConfEditor, ConfHooks } from './contract.ts';
import { monaco } from './monaco.ts';
import { words } from './words.ts';

/** Puts the editor into `element`, which gives it its size. */
export function openConfEditor(element: HTMLElement, hooks: ConfHooks): ConfEditor {
  registerConfLanguage();
  const model = monaco.editor.createModel('', 'redisconf');
  model.setEOL(monaco.editor.EndOfLineSequence.LF);
  const editor = monaco.editor.create(element, {
    ...EDITOR_OPTIONS,
    model,
    ariaLabel: words.conf.text,
    // Dimmed, its number would be too faint to read.
    renderFinalNewline: 'on',
    // A form's field, not a script: Tab leaves it. Over the list of suggestions it still completes.
    tabFocusMode: true,
  });
  const text = () => model.getValue(monaco.editor.EndOfLinePreference.LF);
  let isOurs = false;
  model.onDidChangeContent(() => isOurs || hooks.onText(text()));
  const onKey = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const isSave = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 's';
    if (!isSave && !hooks.shortcut(event)) return;
    event.preventDefault();
    event.stopPropagation();
    if (isSave) hooks.onSave();
  };
  element.addEventListener('keydown', onKey, true);
  return {
    setText(next) {
      if (next === text()) return;
      const place = editor.saveViewState();
      isOurs = true;
      model.setValue(next);
      isOurs = false;
      if (place) editor.restoreViewState(place);
    },
    setDirectives,
    setProblems: (problems) =>
      monaco.editor.setModelMarkers(
        model,
        'conf',
        problems.map(({ line, start, end, message }) => ({
          ...{ startLineNumber: line, startColumn: start, endLineNumber: line, endColumn: end },
          message,
          severity: monaco.MarkerSeverity.Error,
        })),
      ),
    goTo(line) {
      editor.setPosition({ lineNumber: line, column: 1 });
      editor.revealLineInCenterIfOutsideViewport(line);
      editor.focus();
    },
    focus: () => editor.focus(),
    dispose() {
      element.removeEventListener('keydown', onKey, true);
      editor.dispose();
      model.dispose();
    },
  };
}
