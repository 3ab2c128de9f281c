/** What can be done with cells and elements of a reply. Pure. */
import type { CellTarget, MenuTarget } from '../../kit/menu-target.ts';
import { item, type MenuGroup } from './item.ts';
import { words } from './words.ts';

const { why } = words;

export function cellItems({ row, column, label, part, isWhole, canSort, command }: CellTarget): MenuGroup[] {
  const w = words.cell;
  const cell = { row, column };
  const empty = part === 'none' ? why.noValue : null;
  const unsorted = canSort ? null : why.tooManyRows;
  const several = empty ?? (part === 'several' ? why.several : null);
  const copy = (what: 'cell' | 'row' | 'json' | 'column', refusal: string | null = null) =>
    item(`copy-${what}`, w.copy[what], { type: 'cell-copy', ...cell, what }, refusal);
  return [
    [
      item('open', isWhole ? w.open : w.openRow, { type: 'cell-open', ...cell }, isWhole ? empty : null),
      item('insert', w.insert, { type: 'cell-insert', ...cell }, several),
      ...(command === null ? [] : [item('command', w.command(command), { type: 'row-insert', row })]),
    ],
    [copy('cell', empty), copy('row'), copy('json'), ...(isWhole ? [copy('column')] : [])],
    [
      item('ascending', w.ascending(label), { type: 'cell-sort', column, descending: false }, unsorted),
      item('descending', w.descending(label), { type: 'cell-sort', column, descending: true }, unsorted),
      ...(isWhole ? [item('filter', w.filter, { type: 'cell-filter', ...cell }, several)] : []),
    ],
  ];
}

export function elementItems({ path, part, canOpen }: Extract<MenuTarget, { kind: 'element' }>): MenuGroup[] {
  const w = words.cell;
  return [
    [
      ...(canOpen ? [item('open', w.open, { type: 'element-open', path })] : []),
      item('insert', w.insert, { type: 'element-insert', path }, part === 'several' ? why.several : null),
    ],
    [item('copy-cell', w.copy.cell, { type: 'element-copy', path })],
  ];
}
