/** How an action or a chosen value changes the settings. */
import type { SettingChange, Settings } from '../../shared/session/settings.ts';
import type { Message } from './message.ts';

const MODES = { 'mode-direct': 'direct', 'mode-follow': 'follow', 'mode-off': 'off' } as const;

const withValue = (settings: Settings, { name, value }: SettingChange): Settings => ({
  ...settings,
  [name]: value,
});

export function reduceSettings(settings: Settings, message: Message): Settings {
  if (message.type === 'set') return withValue(settings, message.change);
  if (message.type === 'action' && message.name in MODES)
    return { ...settings, mode: MODES[message.name as keyof typeof MODES] };
  return settings;
}
