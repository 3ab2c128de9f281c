/** docs/settings.md, made from the rows of the settings. Markdown, as prettier leaves it but for the padding of tables. */
import {
  SETTING_GROUPS,
  SETTINGS,
  SHOWN_SETTINGS,
  type SettingName,
  type SettingRow,
} from '../../shared/session/settings.ts';

const code = (text: unknown) => `\`${JSON.stringify(text)}\``;

function valuesOf(row: SettingRow): string {
  if ('values' in row)
    return Object.entries(row.values)
      .map(([value, label]) => (value === label ? code(value) : `${code(value)}: ${label}`))
      .join('<br>');
  if ('longest' in row) return `text of ${row.shortest} to ${row.longest} characters`;
  if ('keys' in row) return 'an object of [actions and keys](keys.md)';
  return 'min' in row ? `${code(row.min)} to ${code(row.max)} ${row.unit}` : '`true` or `false`';
}

const rowOf = (name: SettingName, ...cells: string[]) => {
  const row: SettingRow = SETTINGS[name];
  return `| \`${name}\` | ${[valuesOf(row), code(row.first), ...cells].join(' | ')} |`;
};

const section = ([group, title]: [string, string]) => `## ${title}

| name | values | default | about |
| --- | --- | --- | --- |
${SHOWN_SETTINGS.filter((name) => SETTINGS[name].group === group)
  .map((name) => rowOf(name, `${SETTINGS[name].title}. ${SETTINGS[name].about}`))
  .join('\n')}
`;

const LAYOUT = (Object.keys(SETTINGS) as SettingName[]).filter((name) => !('group' in SETTINGS[name]));

export const settingsPaper = (): string => `# Settings

The settings are in \`settings.json\` in the directory of the user's data: \`~/.config/Slotshell\` on Linux,
\`~/Library/Application Support/Slotshell\` on macOS, \`%APPDATA%\\Slotshell\` on Windows. A value that is missing or not allowed
is replaced by its default. Made from [the rows of the settings](../shared/session/settings.ts); a test compares.

${Object.entries(SETTING_GROUPS).map(section).join('\n')}
## Layout

The window remembers these by itself, and \`bounds\`, its place on the screen.

| name | values | default |
| --- | --- | --- |
${LAYOUT.map((name) => rowOf(name)).join('\n')}
`;
