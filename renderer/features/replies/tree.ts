/** A nested reply as rows that fold, and where a text is in it. Pure. */
import { readable } from '../../../shared/format/escape.ts';
import type { Reply } from '../../../shared/resp/resp.ts';
import { bytesOf, countElements, elementAt } from './value.ts';

export interface TreeRow {
  /** Indices from the root, joined by dots. */
  path: string;
  /** 0 for the elements of the root. */
  depth: number;
  label: string;
  value: Reply;
  /** Null for what has no elements. */
  isOpen: boolean | null;
}

const joined = (parent: string, index: number) => (parent === '' ? String(index) : `${parent}.${index}`);

export const indicesOf = (path: string): number[] => (path === '' ? [] : path.split('.').map(Number));

/** Empty for an element of the root. */
export const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('.')));

function* elementsOf(reply: Reply): Generator<{ index: number; label: string; value: Reply }> {
  const count = countElements(reply) ?? 0;
  for (let index = 0; index < count; index++) yield { index, ...elementAt(reply, index)! };
}

/** The rows that are to be seen if the aggregates at the paths `open` are. */
export function treeRows(root: Reply, open: ReadonlySet<string>): TreeRow[] {
  const rows: TreeRow[] = [];
  const add = (reply: Reply, parent: string, depth: number): void => {
    for (const { index, label, value } of elementsOf(reply)) {
      const path = joined(parent, index);
      const isOpen = countElements(value) ? open.has(path) : null;
      rows.push({ path, depth, label, value, isOpen });
      if (isOpen) add(value, path, depth + 1);
    }
  };
  add(root, '', 0);
  return rows;
}

/** The paths of all aggregates that have elements. */
export function foldable(root: Reply): Set<string> {
  const paths = new Set<string>();
  const add = (reply: Reply, parent: string): void => {
    for (const { index, value } of elementsOf(reply)) {
      if (!countElements(value)) continue;
      const path = joined(parent, index);
      paths.add(path);
      add(value, path);
    }
  };
  add(root, '');
  return paths;
}

/** The paths of the elements whose value, or whose name in a map, contains `text`, whatever its case; folded ones too. */
export function matchesIn(root: Reply, text: string): string[] {
  const wanted = text.toLowerCase();
  const found: string[] = [];
  const has = (part: string) => part.toLowerCase().includes(wanted);
  const look = (reply: Reply, parent: string): void => {
    const isMap = reply.type === 'map';
    for (const { index, label, value } of elementsOf(reply)) {
      const path = joined(parent, index);
      const bytes = bytesOf(value);
      if ((isMap && has(label)) || (bytes && has(readable(bytes)))) found.push(path);
      if (countElements(value)) look(value, path);
    }
  };
  if (wanted !== '') look(root, '');
  return found;
}

/** `open` with all aggregates that an element is in. */
export function openTo(open: ReadonlySet<string>, path: string): Set<string> {
  const opened = new Set(open);
  for (let parent = parentOf(path); parent !== ''; parent = parentOf(parent)) opened.add(parent);
  return opened;
}
