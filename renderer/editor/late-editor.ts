/** Loads Monaco when the editor is first shown, so that the start does not wait for it. */
import type { ConfEditor, ConfHooks, EditorContext, EditorHooks, EditorPane } from './contract.ts';
import type * as Code from './index.ts';
import type { DrawnTheme } from '../kit/theme.ts';

export interface LateEditor {
  /** Loads it if needed. */
  show(): Promise<void>;
  focus(): void;
  setContext(context: EditorContext): void;
  setTheme(theme: DrawnTheme): void;
  /** An editor for a conf file, in an element that gives it its size. Rejects if Monaco cannot be loaded. */
  openConf(element: HTMLElement, hooks: Omit<ConfHooks, 'shortcut'>): Promise<ConfEditor>;
}

interface Surroundings {
  hooks: EditorHooks;
  context(): EditorContext;
  theme(): DrawnTheme;
}

export function createLateEditor(element: HTMLElement, { hooks, context, theme }: Surroundings): LateEditor {
  let pane: EditorPane | null = null;
  let loading: Promise<void> | null = null;
  /** Monaco has one theme for all its editors; undefined before it is loaded. */
  let draw: ((theme: DrawnTheme) => void) | undefined;

  async function loadCode(): Promise<typeof Code> {
    const code = await import('./index.ts');
    draw = code.applyEditorTheme;
    return code;
  }

  async function load(): Promise<void> {
    try {
      const { openEditor } = await loadCode();
      pane = openEditor(element, hooks, { context: context(), theme: theme() });
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
    setContext: (next) => pane?.setContext(next),
    setTheme: (next) => draw?.(next),
    async openConf(place, own) {
      const { openConfEditor } = await loadCode();
      draw?.(theme());
      return openConfEditor(place, { ...own, shortcut: (event) => hooks.shortcut(event) });
    },
  };
}
