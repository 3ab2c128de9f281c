import type { PrefixRow, ScanState } from '../../../shared/slots/scan-model.ts';
import type { PanelProps } from '../../window/state.ts';
import { grouped } from '../../../shared/format/count.ts';
import { menuBytes } from '../../kit/menu-target.ts';
import { prefixLine } from './answers.ts';
import { RowTable, type Column } from './row-table.tsx';
import { nameText, percent, tagText, wordsOf } from './scan-words.ts';
import { ShardCell } from './tag-table.tsx';
import { VerdictMark } from './verdict-mark.tsx';
import { words } from './words.ts';

const w = words.table;

const columnsOf = (scan: ScanState): readonly Column<PrefixRow>[] => [
  {
    id: 'name',
    header: w.prefix,
    order: 'tag',
    cell: ({ prefix, verdict }) => (
      <>
        <bdi class="mono cut key" title={nameText(prefix)}>
          {nameText(prefix)}
        </bdi>
        <VerdictMark verdict={verdict} reason={w.prefixWarning} scan={scan} />
      </>
    ),
  },
  { id: 'keys', header: w.keys, order: 'keys', cell: ({ keys }) => grouped(keys) },
  { id: 'share', header: w.share, cell: ({ share }) => <span class="f2">{percent(share)}</span> },
  {
    id: 'slot',
    header: w.sharedSlot,
    order: 'slot',
    cell: ({ slot }) => <span class="mono">{slot}</span>,
  },
  {
    id: 'shard-of',
    header: wordsOf(scan).table.onShard,
    order: 'shard',
    cell: ({ shard }) => <ShardCell shard={shard} scan={scan} />,
  },
];

/** Keys without a tag, by their prefix: the slot they would share with that prefix as their tag. */
export function PrefixTable({ scan, state, send }: PanelProps & { scan: ScanState }) {
  const list = state.tags.lists.prefixes;
  const row = list.selected?.row;
  return (
    <>
      <RowTable
        scan={scan}
        state={state}
        send={send}
        name="prefixes"
        list={list}
        label={w.prefixes}
        unit="prefix"
        total={scan.phase === 'done' ? scan.prefixes : 0}
        placeholder={w.filterPrefixes}
        columns={columnsOf(scan)}
        remark={w.upTo(scan.options.separator)}
        none={w.noPrefixes(scan.options.separator)}
        target={({ prefix, slot }) => ({ kind: 'prefix', hex: menuBytes(prefix), slot })}
        onOpen={({ slot }) => send({ type: 'ask-slot', slot, limit: 100, text: String(slot) })}
        onCopy={({ prefix }) => send({ type: 'copy-word', word: prefix })}
      />
      {row && (
        <section class="tagdetail" aria-label={w.prefixTitle(nameText(row.prefix))}>
          <p class={row.verdict === 'none' ? 'sm' : 'sm warn'}>{prefixLine(row, scan)}</p>
          <p class="xs f3">
            {w.renaming(tagText(row.prefix), scan.options.separator)}
            {row.lowBy > 0 && w.moreOfPrefix(grouped(row.lowBy))}
          </p>
        </section>
      )}
    </>
  );
}
