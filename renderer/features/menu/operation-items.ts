/** What can be done with an operation that a journal tells of, and with a setting of the cluster's nodes. Pure. */
import type { State } from '../../window/state.ts';
import { bytesOf, item, type MenuGroup } from './item.ts';
import { words } from './words.ts';

const { why } = words;

export function operationItems(name: string, { operations }: State): MenuGroup[] {
  const w = words.operation;
  const { list, status, asking } = operations;
  const one = list?.operations.find((listed) => listed.name === name);
  if (!one) return [];
  const isRunning = one.state === 'running' || (status !== null && status.endedAt === null);
  const busy = isRunning ? why.running : asking === null ? null : why.asking;
  const isOpen = one.isHere && one.isResumable;
  return [
    [
      ...(status?.name === name ? [item('watch', w.watch, { type: 'operations-watch' })] : []),
      item(
        'finish',
        w.finish,
        { type: 'operations-resume', name },
        busy ?? (isOpen ? null : why.nothingLeft),
      ),
      item(
        'undo',
        w.undo,
        { type: 'operations-undo', name },
        busy ?? (one.isHere && one.isUndoable ? null : why.notUndoable),
      ),
    ],
    [
      item('copy-name', w.copyName, { type: 'operations-copy', text: name }),
      item('copy-title', w.copyTitle, { type: 'operations-copy', text: one.title }),
    ],
    [
      item(
        'forget',
        w.forget,
        { type: 'operations-forget', name },
        busy ?? (isOpen ? null : why.nothingLeft),
      ),
    ],
  ];
}

export function settingItems(name: string, { 'cluster-settings': { settings } }: State): MenuGroup[] {
  const w = words.setting;
  const row = settings?.rows.find((one) => one.name === name);
  if (!settings || !row) return [];
  const secret = row.isSecret ? why.secretSetting : null;
  const values = settings.nodes.map(({ address }, at) => `${address}\t${row.running[at] ?? ''}\n`).join('');
  const insert = (command: string) => ({
    type: 'insert-command' as const,
    name: command,
    keys: [bytesOf(name)],
  });
  return [
    [
      item(
        'edit',
        w.edit,
        [{ type: 'settings-at', name }, { type: 'settings-edit' }],
        secret ?? (row.takesEffect === 'restart' ? why.restartSetting : null),
      ),
    ],
    [item('get', w.insertGet, insert('CONFIG GET')), item('set', w.insertSet, insert('CONFIG SET'), secret)],
    [
      item('copy', w.copy, { type: 'settings-copy', text: name }),
      item('copy-values', w.copyValues, { type: 'settings-copy', text: values }, secret),
    ],
  ];
}
