/** The settings in each language. The English texts are in the rows themselves. */
import type { LanguageName } from '../language/language.ts';
import { inLanguages } from '../language/texts.ts';
import { groupsZh, settingsZh, unitsZh } from './settings-words.zh-Hans.ts';
import {
  SETTING_GROUPS,
  SETTINGS,
  SHOWN_SETTINGS,
  UNITS,
  type SettingChange,
  type SettingName,
  type Settings,
  type ShownSetting,
} from './settings.ts';

interface SettingText {
  readonly title: string;
  readonly about: string;
  /** Of each value of a choice. */
  readonly values: { readonly [value: string]: string };
}

const english = (name: ShownSetting): SettingText => {
  const row = SETTINGS[name];
  return { title: row.title, about: row.about, values: 'values' in row ? row.values : {} };
};

export const settingWords = inLanguages({
  en: {
    ...(Object.fromEntries(SHOWN_SETTINGS.map((name) => [name, english(name)])) as {
      readonly [N in ShownSetting]: SettingText;
    }),
    groups: SETTING_GROUPS as { readonly [group in keyof typeof SETTING_GROUPS]: string },
    units: UNITS as { readonly [unit in keyof typeof UNITS]: string },
    switch: { on: 'on', off: 'off' },
    label: '{title}: {value}',
  },
  'zh-Hans': {
    ...settingsZh,
    groups: groupsZh,
    units: unitsZh,
    switch: { on: '开', off: '关' },
    label: '{title}：{value}',
  },
});

/** A value as the menu, the page and the palette show it: `dark`, `on`, `13`. */
export function valueText(name: ShownSetting, value: Settings[SettingName], language: LanguageName): string {
  const words = settingWords(language);
  if (typeof value === 'boolean') return value ? words.switch.on : words.switch.off;
  const { values }: SettingText = words[name];
  return typeof value === 'object' ? '' : (values[String(value)] ?? String(value));
}

/** The same as a label of its own: `Dark`. */
export function valueLabel(name: ShownSetting, value: Settings[SettingName], language: LanguageName): string {
  const text = valueText(name, value, language);
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
}

/** The values among which a user chooses by name: of choices and switches. */
const valuesOf = (name: ShownSetting): readonly Settings[ShownSetting][] => {
  const row = SETTINGS[name];
  if ('values' in row) return Object.keys(row.values) as Settings[ShownSetting][];
  return typeof row.first === 'boolean' ? [true, false] : [];
};

/** Each choice of a setting, with its label: `Theme: dark`. */
export const choicesOf = (
  name: ShownSetting,
  language: LanguageName,
): { label: string; change: SettingChange }[] =>
  valuesOf(name).map((value) => ({
    label: settingWords(language).label({
      title: settingWords(language)[name].title,
      value: valueText(name, value, language),
    }),
    change: { name, value } as SettingChange,
  }));
