/** Where the focus goes when something is shown, hidden or asked for by a key. */
import type { ActionName } from '../../shared/actions.ts';
import { focusRegion, focusView, rememberFocus } from '../kit/regions.ts';
import type { Perform, Surroundings } from './feature.ts';
import { hasCalculator } from './shown-panels.ts';
import type { State } from './state.ts';
import { tabOf, viewOf } from './views.ts';

export const performFocus = (surroundings: Surroundings): Perform => {
  const { draw, focusShell, focusEditor, isFocusLost } = surroundings;
  const lastFocus = rememberFocus();
  const moveFocus = (step: 1 | -1) => {
    draw();
    focusRegion(step, lastFocus);
  };
  // The focus must not stay in a part that has just been hidden.
  const keepFocus = () => {
    draw();
    if (isFocusLost()) focusShell();
  };

  function act(name: ActionName, state: State): void {
    const tab = tabOf(name);
    if (tab === 'slot') return focusId(hasCalculator(state) ? 'key-to-slot' : 'slot-query', draw);
    if (tab) return focusId(`tab-${tab}`, draw);
    if (viewOf(name)) {
      draw();
      return focusView();
    }
    switch (name) {
      case 'next-panel':
        return moveFocus(1);
      case 'previous-panel':
        return moveFocus(-1);
      case 'toggle-nodes':
      case 'toggle-inspector':
        return keepFocus();
      case 'toggle-editor':
        if (!state.settings.editorShown) return keepFocus();
        draw();
        return focusEditor();
      case 'palette':
      case 'keys':
        return draw();
    }
  }

  return (message, state) => {
    if (message.type === 'action') act(message.name, state);
    if (message.type !== 'view') return;
    if (message.view === 'shell') focusShell();
    else draw();
  };
};

function focusId(id: string, draw: () => void): void {
  draw();
  const element = document.getElementById(id);
  element?.focus();
  // The next text typed replaces the last question.
  if (element instanceof HTMLInputElement) element.select();
}
