/** The title of a control that does what an action does: its label and its keys. */
import { actionLabel } from '../../shared/action-labels.ts';
import type { ActionName } from '../../shared/actions.ts';
import { shortcutOf } from '../../shared/session/shortcuts.ts';
import { shortcutText } from '../kit/parts.tsx';
import type { State } from './state.ts';

export function actionHint(name: ActionName, { language, settings }: State): string {
  const keys = shortcutText(shortcutOf(name, settings.shortcuts));
  return keys === '' ? actionLabel(name, language) : `${actionLabel(name, language)} · ${keys}`;
}
