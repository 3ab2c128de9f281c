/** How an action changes the settings. */
import type { ActionName } from '../../shared/actions.ts';
import type { Settings } from '../../shared/session/settings.ts';

export function reduceSettings(settings: Settings, name: ActionName): Settings {
  switch (name) {
    case 'mode-direct':
      return { ...settings, mode: 'direct' };
    case 'mode-follow':
      return { ...settings, mode: 'follow' };
    case 'mode-off':
      return { ...settings, mode: 'off' };
    case 'theme-system':
      return { ...settings, theme: 'system' };
    case 'theme-dark':
      return { ...settings, theme: 'dark' };
    case 'theme-light':
      return { ...settings, theme: 'light' };
    case 'language-system':
      return { ...settings, language: 'system' };
    case 'language-en':
      return { ...settings, language: 'en' };
    case 'language-zh-Hans':
      return { ...settings, language: 'zh-Hans' };
    case 'escape-switch':
      return { ...settings, escape: settings.escape === 'readable' ? 'redis-cli' : 'readable' };
    case 'paste-confirm-writes':
      return { ...settings, pasteConfirm: 'writes' };
    case 'paste-confirm-always':
      return { ...settings, pasteConfirm: 'always' };
    case 'paste-confirm-never':
      return { ...settings, pasteConfirm: 'never' };
    case 'monitor-without-own':
      return { ...settings, monitorOwn: false };
    case 'monitor-with-own':
      return { ...settings, monitorOwn: true };
    default:
      return settings;
  }
}
