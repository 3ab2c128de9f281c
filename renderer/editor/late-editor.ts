/** Loads Monaco when the editor is first shown, so that the start does not wait for it. */
import type {
  ConfEditor,
  ConfHooks,
  EditorContext,
  EditorHooks,
  EditorLook,
  EditorPane,
} from './contract.ts';
import type * as Code from './index.ts';

export interface LateEditor {
  /** Loads it if needed. */
  show(): Promise<void>;
  focus(): void;
  /** Replaces a document of the editor, which gets the focus. Rejects if Monaco cannot be loaded. */
  openFile(file: { name: string; text: string }): Promise<void>;
  setContext(context: EditorContext): void;
  setLook(look: EditorLook): void;
  /** An editor for a conf file, in an element that gives it its size. Rejects if Monaco cannot be loaded. */
  openConf(element: HTMLElement, hooks: Omit<ConfHooks, 'shortcut'>): Promise<ConfEditor>;
}

interface Surroundings {
  hooks: EditorHooks;
  context(): EditorContext;
  look(): EditorLook;
}

export function createLateEditor(element: HTMLElement, { hooks, context, look }: Surroundings): LateEditor {
  let pane: EditorPane | null = null;
  let loading: Promise<void> | null = null;
  /** For all editors; undefined before Monaco is loaded. */
  let draw: ((look: EditorLook) => void) | undefined;

  async function loadCode(): Promise<typeof Code> {
    const code = await import('./index.ts');
    draw = code.applyEditorLook;
    return code;
  }

  async function load(): Promise<void> {
    try {
      const { openEditor } = await loadCode();
      pane = openEditor(element, hooks, { context: context(), look: look() });
    } catch (error) {
      loading = null;
      element.replaceChildren();
      hooks.complain(error);
    }
  }
  const show = () => (loading ??= load());

  return {
    show,
    focus: () => void show().then(() => element.hidden || pane?.focus()),
    async openFile(file) {
      await show();
      if (!pane) throw new Error('The editor could not be loaded.');
      pane.openFile(file);
    },
    setContext: (next) => pane?.setContext(next),
    setLook: (next) => draw?.(next),
    async openConf(place, own) {
      const { openConfEditor } = await loadCode();
      const editor = openConfEditor(place, { ...own, shortcut: (event) => hooks.shortcut(event) });
      draw?.(look());
      return editor;
    },
  };
}
