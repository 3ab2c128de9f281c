/** An aggregate as a tree: arrows fold and unfold, Enter opens an element by itself. */
import { useMemo, useState } from 'preact/hooks';
import type { Reply } from '../../../shared/resp/resp.ts';
import { ChevronIcon } from '../../kit/icons.tsx';
import { menuTarget } from '../../kit/menu-target.ts';
import { VirtualList } from '../../kit/virtual-list.tsx';
import { FindBar } from './find-bar.tsx';
import { foldable, indicesOf, matchesIn, openTo, parentOf, treeRows, type TreeRow } from './tree.ts';
import { bytesOf, countElements, describeValue, preview } from './value.ts';
import { words } from './words.ts';

const w = words.tree;

const ROW = 24;
const A_PAGE = 15;

export interface TreeViewProps {
  reply: Reply;
  onOpen: (path: readonly number[]) => void;
}

export function TreeView({ reply, onOpen }: TreeViewProps) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [at, setAt] = useState('');
  const [found, setFound] = useState<{ text: string; matches: string[]; index: number } | null>(null);
  const all = useMemo(() => foldable(reply), [reply]);
  const rows = useMemo(() => treeRows(reply, open), [reply, open]);
  const selected = rows.findIndex(({ path }) => path === at);
  const fold = (row: TreeRow) => {
    const next = new Set(open);
    if (!next.delete(row.path)) next.add(row.path);
    setOpen(next);
  };
  const find = (text: string, back: boolean) => {
    const isSame = found?.text === text;
    const matches = isSame ? found.matches : matchesIn(reply, text);
    const { length } = matches;
    const index = !isSame ? (back ? length - 1 : 0) : (found.index + (back ? length - 1 : 1)) % length;
    setFound({ text, matches, index });
    const path = matches[index];
    if (path === undefined) return;
    setOpen(openTo(open, path));
    setAt(path);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = rows[selected];
    const to = {
      ArrowDown: selected + 1,
      ArrowUp: selected - 1,
      PageDown: selected + A_PAGE,
      PageUp: selected - A_PAGE,
      Home: 0,
      End: rows.length - 1,
    }[event.key];
    if (to !== undefined) setAt(rows[Math.min(rows.length - 1, Math.max(0, to))]?.path ?? '');
    else if (!row) return;
    else if (event.key === 'Enter') onOpen(indicesOf(row.path));
    else if (event.key === ' ' && row.isOpen !== null) fold(row);
    else if (event.key === 'ArrowRight' && row.isOpen === false) fold(row);
    else if (event.key === 'ArrowRight' && row.isOpen) setAt(rows[selected + 1]!.path);
    else if (event.key === 'ArrowLeft' && row.isOpen) fold(row);
    else if (event.key === 'ArrowLeft' && row.depth > 0) setAt(parentOf(row.path));
    else return;
    event.preventDefault();
  };
  if (rows.length === 0) return <p class="blank">{w.empty}</p>;
  return (
    <>
      <FindBar
        label={w.find}
        hint={w.find}
        onFind={find}
        status={
          found && words.find.of(found.matches.length === 0 ? 0 : found.index + 1, found.matches.length)
        }
      >
        <span class="grow" />
        {all.size > 0 && (
          <>
            <button type="button" class="btn quiet" onClick={() => setOpen(all)}>
              {w.unfoldAll}
            </button>
            <button type="button" class="btn quiet" onClick={() => setOpen(new Set())}>
              {w.foldAll}
            </button>
          </>
        )}
      </FindBar>
      <VirtualList
        label={w.list}
        count={rows.length}
        size={() => ROW}
        active={selected}
        version={rows}
        attributes={{
          role: 'tree',
          autoFocus: true,
          'aria-activedescendant': selected < 0 ? undefined : `tree-row-${selected}`,
          onKeyDown,
        }}
        row={(i) => (
          <Row
            id={`tree-row-${i}`}
            row={rows[i]!}
            isAt={i === selected}
            onClick={() => {
              setAt(rows[i]!.path);
              if (rows[i]!.isOpen === null) onOpen(indicesOf(rows[i]!.path));
              else fold(rows[i]!);
            }}
          />
        )}
      />
    </>
  );
}

function Row(props: { id: string; row: TreeRow; isAt: boolean; onClick: () => void }) {
  const { id, row, isAt, onClick } = props;
  return (
    <div
      id={id}
      role="treeitem"
      aria-level={row.depth + 1}
      aria-expanded={row.isOpen ?? undefined}
      aria-selected={isAt}
      {...menuTarget({
        kind: 'element',
        path: indicesOf(row.path),
        part: bytesOf(row.value) ? 'value' : 'several',
        canOpen: true,
      })}
      class="replyrow valuerow treerow mono"
      style={{ paddingLeft: `calc(var(--s3) + ${Math.min(row.depth, 24)} * var(--s5, 20px))` }}
      onClick={onClick}
    >
      <span class={row.isOpen ? 'fold open' : 'fold'}>{row.isOpen !== null && <ChevronIcon />}</span>
      <span class="f3 num">{row.label}</span>
      <bdi class="cut grow">{countElements(row.value) === null ? preview(row.value) : ''}</bdi>
      <span class="f3 xs">{describeValue(row.value)}</span>
    </div>
  );
}
