/** What can be done with a view's tab, and with a row of the app's own settings. Pure. */
import { actionLabel } from '../../../shared/action-labels.ts';
import type { ActionName, ViewName } from '../../../shared/actions.ts';
import { DEFAULT_SETTINGS, type SettingChange, type ShownSetting } from '../../../shared/session/settings.ts';
import { valueLabel } from '../../../shared/session/settings-words.ts';
import type { State } from '../../window/state.ts';
import { item, type MenuGroup } from './item.ts';
import { words } from './words.ts';

const { why } = words;

const actionOf = (view: ViewName): ActionName => `show-${view}`;

export const viewName = (view: ViewName, { language }: State): string =>
  actionLabel(actionOf(view), language);

export function viewItems(view: ViewName, state: State): MenuGroup[] {
  const w = words.view;
  const isConnected = state.session.phase === 'connected';
  return [
    [
      item('show', w.show, { type: 'view', view }, state.view === view ? why.isShown : null),
      item(
        'shell',
        w.shell,
        { type: 'action', name: 'focus-shell' },
        state.view === 'shell' ? why.isShown : null,
      ),
    ],
    [item('refresh', w.refresh, { type: 'action', name: 'refresh' }, isConnected ? null : why.notConnected)],
    [
      item('keys', w.keys, [
        { type: 'action', name: 'show-app-settings' },
        { type: 'page-query', query: viewName(view, state) },
      ]),
    ],
  ];
}

export function appSettingItems(name: ShownSetting, { settings, language }: State): MenuGroup[] {
  const w = words.appSetting;
  const [value, first] = [settings[name], DEFAULT_SETTINGS[name]];
  const change = { name, value: first } as SettingChange;
  const copy = (text: string) => ({ type: 'settings-copy' as const, text });
  return [
    [
      item(
        'reset',
        w.reset(valueLabel(name, first, language)),
        { type: 'set', change },
        JSON.stringify(value) === JSON.stringify(first) ? why.isDefault : null,
      ),
    ],
    [
      item('copy-name', w.copyName, copy(name)),
      item('copy-line', w.copyLine, copy(`${JSON.stringify(name)}: ${JSON.stringify(value)}`)),
      item('file', w.file, { type: 'page-open-file' }),
    ],
  ];
}
