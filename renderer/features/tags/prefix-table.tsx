import type { PrefixRow, ScanState } from '../../../shared/slots/scan-model.ts';
import type { PanelProps } from '../../window/state.ts';
import { grouped } from '../../kit/numbers.ts';
import { ShardBadge } from '../../kit/parts.tsx';
import { prefixLine } from './answers.ts';
import { RowTable, type Column } from './row-table.tsx';
import { nameText, percent, tagText } from './scan-words.ts';
import { VerdictMark } from './verdict-mark.tsx';

const WARNING = 'With the prefix in braces its keys would all be in one slot.';

const COLUMNS: readonly Column<PrefixRow>[] = [
  {
    id: 'name',
    header: 'Prefix',
    order: 'tag',
    cell: ({ prefix, verdict }) => (
      <>
        <bdi class="mono cut key" title={nameText(prefix)}>
          {nameText(prefix)}
        </bdi>
        <VerdictMark verdict={verdict} reason={WARNING} />
      </>
    ),
  },
  { id: 'keys', header: 'Keys', order: 'keys', cell: ({ keys }) => grouped(keys) },
  { id: 'share', header: 'Share of all keys', cell: ({ share }) => <span class="f2">{percent(share)}</span> },
  {
    id: 'slot',
    header: 'Would share slot',
    order: 'slot',
    cell: ({ slot }) => <span class="mono">{slot}</span>,
  },
  {
    id: 'shard-of',
    header: 'On shard',
    order: 'shard',
    cell: ({ shard }) => (
      <>
        <ShardBadge shard={shard} />
        {shard !== null && <span class="st word">shard {shard}</span>}
      </>
    ),
  },
];

/** Keys without a tag, by what they begin with: where they would live with that as their tag. */
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
        label="Prefixes of keys without a tag. Enter opens the slot, C copies the prefix"
        unit="prefix"
        total={scan.phase === 'done' ? scan.prefixes : 0}
        placeholder="Filter prefixes, e.g. user:*"
        columns={COLUMNS}
        remark={`up to the last "${scan.options.separator}"`}
        none={`No key without a tag has a "${scan.options.separator}" in it.`}
        onOpen={({ slot }) => send({ type: 'ask-slot', slot, limit: 100, text: String(slot) })}
        onCopy={({ prefix }) => send({ type: 'copy-word', word: prefix })}
      />
      {row && (
        <section class="tagdetail" aria-label={`Prefix ${nameText(row.prefix)}`}>
          <p class={row.verdict === 'none' ? 'sm' : 'sm warn'}>{prefixLine(row)}</p>
          <p class="xs f3">
            Keys would be named {tagText(row.prefix)}
            {scan.options.separator}… to share the slot; the keys that are there keep their names and slots.
            {row.lowBy > 0 && ` There may be up to ${grouped(row.lowBy)} more of them.`}
          </p>
        </section>
      )}
    </>
  );
}
