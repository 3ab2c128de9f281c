import { scaleLinear } from 'd3-scale';
import type { ScanState, TagRow } from '../../../shared/slots/scan-model.ts';
import type { PanelProps } from '../../window/state.ts';
import { grouped } from '../../kit/numbers.ts';
import { ShardBadge } from '../../kit/parts.tsx';
import { RowTable, type Column } from './row-table.tsx';
import { errorOf, memoryText, nameText, percent, tagText, typesText } from './scan-words.ts';
import { TagDetail } from './tag-detail.tsx';
import { VerdictMark } from './verdict-mark.tsx';

/** A tag as it is in a key: with its braces, what is hashed underlined. */
export const BracedTag = ({ tag }: { tag: Uint8Array }) => (
  <bdi class="mono cut key" title={tagText(tag)}>
    {'{'}
    <span class="hash">{nameText(tag)}</span>
    {'}'}
  </bdi>
);

function columnsOf(largest: number): Column<TagRow>[] {
  const width = scaleLinear([0, largest || 1], [0, 100]);
  return [
    {
      id: 'name',
      header: 'Tag',
      order: 'tag',
      cell: (row) => (
        <>
          <BracedTag tag={row.tag} />
          <VerdictMark verdict={row.verdict} reason={row.reason} />
        </>
      ),
    },
    { id: 'keys', header: 'Keys', order: 'keys', cell: ({ keys }) => grouped(keys) },
    {
      id: 'share',
      header: 'Share of all keys',
      cell: ({ share }) => (
        <>
          <span class="track">
            <i style={{ width: `max(2px, ${Math.min(100, width(share))}%)` }} />
          </span>
          <span class="f2">{percent(share)}</span>
        </>
      ),
    },
    { id: 'slot', header: 'Slot', order: 'slot', cell: ({ slot }) => <span class="mono">{slot}</span> },
    {
      id: 'shard-of',
      header: 'Shard',
      order: 'shard',
      cell: ({ shard }) => (
        <>
          <ShardBadge shard={shard} />
          {shard !== null && <span class="st word">shard {shard}</span>}
        </>
      ),
    },
    {
      id: 'types',
      header: 'Types',
      cell: ({ types }) => (
        <span class="f2 cut" title={typesText(types)}>
          {types.length > 0 ? typesText(types) : '–'}
        </span>
      ),
    },
    {
      id: 'memory',
      header: 'Memory, estimated',
      order: 'memory',
      cell: ({ memory }) =>
        memory ? (
          <>
            {memoryText({ ...memory, error: 0 })}
            <span class="f3 error">{errorOf(memory)}</span>
          </>
        ) : (
          <span class="f3">not sampled</span>
        ),
    },
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
        label="Hash tags. Enter opens the slot, C copies the tag"
        unit="tag"
        total={scan.phase === 'done' ? scan.tags : 0}
        placeholder="Filter tags, e.g. tenant:*"
        columns={columnsOf(scan.keys > 0 ? largest / scan.keys : 0)}
        remark={samples > 0 ? `memory from ${grouped(samples)} samples a tag` : 'no samples, no memory'}
        none="No key that was counted has a hash tag."
        onOpen={({ slot }) => send({ type: 'ask-slot', slot, limit: 100, text: String(slot) })}
        onCopy={({ tag }) => send({ type: 'copy-word', word: braced(tag) })}
      />
      {row && (
        <TagDetail row={row} send={send} onCopy={() => send({ type: 'copy-word', word: braced(row.tag) })} />
      )}
    </>
  );
}

/** `{tag}`, as bytes. */
const braced = (tag: Uint8Array): Uint8Array => Uint8Array.of(0x7b, ...tag, 0x7d);
