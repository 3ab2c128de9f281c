/** Loads Monaco when the editor is first shown, so that the start does not wait for it. */
import type { EditorContext, EditorHooks, EditorPane } from './contract.ts';
import type { DrawnTheme } from '../kit/theme.ts';

export interface LateEditor {
  /** Loads it if needed. */
  show(): Promise<void>;
  focus(): void;
  setContext(context: EditorContext): void;
  setTheme(theme: DrawnTheme): void;
}

interface Surroundings {
  hooks: EditorHooks;
  context(): EditorContext;
  theme(): DrawnTheme;
}

export function createLateEditor(element: HTMLElement, { hooks, context, theme }: Surroundings): LateEditor {
  let pane: EditorPane | null = null;
  let loading: Promise<void> | null = null;

  async function load(): Promise<void> {
    try {
      const { openEditor } = await import('./index.ts');
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
    setTheme: (next) => pane?.setTheme(next),
  };
}
