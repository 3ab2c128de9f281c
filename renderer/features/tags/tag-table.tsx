import { scaleLinear } from 'd3-scale';
import type { ScanState, TagRow } from '../../../shared/slots/scan-model.ts';
import type { PanelProps } from '../../window/state.ts';
import { grouped } from '../../../shared/format/count.ts';
import { menuBytes } from '../../kit/menu-target.ts';
import { ShardBadge } from '../../kit/parts.tsx';
import { RowTable, type Column } from './row-table.tsx';
import {
  errorOf,
  isOfCodis,
  memoryText,
  nameText,
  percent,
  tagText,
  typesText,
  wordsOf,
} from './scan-words.ts';
import { TagDetail } from './tag-detail.tsx';
import { VerdictMark } from './verdict-mark.tsx';
import { words } from './words.ts';

const w = words.table;

/** A tag as in a key: in braces, the hashed part underlined. */
export const BracedTag = ({ tag }: { tag: Uint8Array }) => (
  <bdi class="mono cut key" title={tagText(tag)}>
    {'{'}
    <span class="hash">{nameText(tag)}</span>
    {'}'}
  </bdi>
);

const NameCell = ({ scan, ...row }: TagRow & { scan: ScanState }) => (
  <>
    <BracedTag tag={row.tag} />
    <VerdictMark verdict={row.verdict} reason={row.reason} scan={scan} />
  </>
);

const ShareCell = ({ share, width }: { share: number; width: number }) => (
  <>
    <span class="track">
      <i style={{ width: `max(2px, ${Math.min(100, width)}%)` }} />
    </span>
    <span class="f2">{percent(share)}</span>
  </>
);

/** The shard of a row, or codis's group. */
export const ShardCell = ({ shard, scan }: { shard: number | null; scan: ScanState }) => (
  <>
    <ShardBadge shard={shard} isGroup={isOfCodis(scan)} />
    {shard !== null && <span class="st word">{wordsOf(scan).table.shardName(shard)}</span>}
  </>
);

const TypesCell = ({ types }: TagRow) => (
  <span class="f2 cut" title={typesText(types)}>
    {types.length > 0 ? typesText(types) : '–'}
  </span>
);

const MemoryCell = ({ memory }: TagRow) =>
  memory ? (
    <>
      {memoryText({ ...memory, error: 0 })}
      <span class="f3 error">{errorOf(memory)}</span>
    </>
  ) : (
    <span class="f3">{w.notSampled}</span>
  );

function columnsOf(largest: number, scan: ScanState): Column<TagRow>[] {
  const width = scaleLinear([0, largest || 1], [0, 100]);
  return [
    { id: 'name', header: w.tag, order: 'tag', cell: (row) => <NameCell {...row} scan={scan} /> },
    { id: 'keys', header: w.keys, order: 'keys', cell: ({ keys }) => grouped(keys) },
    { id: 'share', header: w.share, cell: ({ share }) => <ShareCell share={share} width={width(share)} /> },
    { id: 'slot', header: w.slot, order: 'slot', cell: ({ slot }) => <span class="mono">{slot}</span> },
    {
      id: 'shard-of',
      header: wordsOf(scan).table.shard,
      order: 'shard',
      cell: ({ shard }) => <ShardCell shard={shard} scan={scan} />,
    },
    { id: 'types', header: w.types, cell: TypesCell },
    { id: 'memory', header: w.memory, order: 'memory', cell: MemoryCell },
  ];
}

export function TagTable({ scan, state, send }: PanelProps & { scan: ScanState }) {
  const list = state.tags.lists.tags;
  const largest = scan.topTags.reduce((most, { tags }) => Math.max(most, tags[0]?.keys ?? 0), 0);
  const { samples } = scan.options;
  const row = list.selected?.row;
  return (
    <>
      <RowTable
        scan={scan}
        state={state}
        send={send}
        name="tags"
        list={list}
        label={w.tags}
        unit="tag"
        total={scan.phase === 'done' ? scan.tags : 0}
        placeholder={w.filterTags}
        columns={columnsOf(scan.keys > 0 ? largest / scan.keys : 0, scan)}
        remark={samples > 0 ? w.sampled(samples) : w.noSamples}
        none={w.noTags}
        target={({ tag, slot }) => ({ kind: 'tag', hex: menuBytes(tag), slot })}
        onOpen={({ slot }) => send({ type: 'ask-slot', slot, limit: 100, text: String(slot) })}
        onCopy={({ tag }) => send({ type: 'copy-word', word: braced(tag) })}
      />
      {row && (
        <TagDetail
          row={row}
          state={state}
          send={send}
          onCopy={() => send({ type: 'copy-word', word: braced(row.tag) })}
        />
      )}
    </>
  );
}

/** `{tag}`, as bytes. */
const braced = (tag: Uint8Array): Uint8Array => Uint8Array.of(0x7b, ...tag, 0x7d);
