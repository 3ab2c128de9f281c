/** docs/keys.md, made from the tables of keys. Markdown, as prettier leaves it but for the padding of tables. */
import { ACTIONS, type Action, type ActionName } from '../../shared/actions.ts';
import { EDITOR_KEYS, SHELL_KEYS } from '../../shared/session/shell-keys.ts';
import { firstShortcut, FURTHER_KEYS, otherUses } from '../../shared/session/shortcuts.ts';

const code = (keys: string) => `\`${keys}\``;

function actionRow({ name, label, menu }: Action): string {
  const first = firstShortcut(name as ActionName);
  const further = FURTHER_KEYS.flatMap(([keys, other]) => (other === name ? [keys] : []));
  const keys = [first, ...further].filter((one) => one !== '');
  const notes = otherUses(first, false).map(({ place, does }) => `in the ${place}: ${does}`);
  return `| \`${name}\` | ${menu}: ${label} | ${keys.map(code).join(', ')} | ${notes.join('; ')} |`;
}

const listOf = (list: typeof SHELL_KEYS) =>
  list.map(([chords, does]) => `| ${chords.split(', ').map(code).join(', ')} | ${does} |`).join('\n');

export const keysPaper = (): string => `# Keys

Made from [the table of actions](../shared/actions.ts) and [the keys of the shell](../shared/session/shell-keys.ts); a test
compares. F1 shows the same list in the app, with your own keys.

## Everywhere

\`CmdOrCtrl\` is Cmd on macOS and Ctrl elsewhere. Settings, Shortcuts changes the keys of each action and says what else they do.
In [settings.json](settings.md), \`shortcuts\` holds your own, by the names below; an empty text leaves an action without keys:

    "shortcuts": { "refresh": "CmdOrCtrl+Alt+R", "clear": "" }

| name | action | keys | and |
| --- | --- | --- | --- |
${ACTIONS.map(actionRow).join('\n')}

## In the shell

| keys | |
| --- | --- |
${listOf(SHELL_KEYS)}

## In the editor

| keys | |
| --- | --- |
${listOf(EDITOR_KEYS)}
`;
