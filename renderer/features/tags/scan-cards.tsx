import type { ComponentChildren } from 'preact';
import type { ScanState } from '../../../shared/slots/scan-model.ts';
import { counted, grouped } from '../../kit/numbers.ts';
import { errorOf, evenShare, memoryText, percent, tagCount, tagText, typesText } from './scan-words.ts';

/** The figures that one looks for first. */
export function ScanCards({ scan }: { scan: ScanState }) {
  const { keys, tagged, bigTags, memory } = scan;
  const even = evenShare(scan);
  const fullest = scan.shards.reduce<ScanState['shards'][number] | null>(
    (most, shard) => (shard.keys > (most?.keys ?? 0) ? shard : most),
    null,
  );
  const shareOf = (part: number) => (keys > 0 ? part / keys : 0);
  return (
    <div class="tagcards">
      <Card title="Fullest slot" metric={percent(shareOf(scan.fullestSlot?.keys ?? 0))}>
        {scan.fullestSlot ? <SlotWords {...scan.fullestSlot} /> : 'no keys yet'}
      </Card>
      <Card title="Shard skew" metric={even > 0 && fullest ? `${(fullest.keys / even).toFixed(2)}×` : '–'}>
        {fullest
          ? `shard ${fullest.shard} holds ${percent(shareOf(fullest.keys))} of keys, ${percent(1 / scan.shards.length)} is even`
          : 'no keys yet'}
      </Card>
      <Card title="Keys with a tag" metric={percent(shareOf(tagged))}>
        {counted(tagged, 'key')}, {tagCount(scan)}
      </Card>
      <Card title="Tags over 1% of keys" metric={grouped(bigTags.tags)}>
        {bigTags.tags > 0
          ? `together ${percent(shareOf(bigTags.keys))} of keys in ${counted(bigTags.slots, 'slot')}`
          : 'no tag holds that much'}
      </Card>
      {memory && (
        <Card title="Memory, estimated" metric={memoryText({ ...memory, error: 0 })}>
          {[errorOf(memory), typesText(scan.types)].filter(Boolean).join(', ')}
        </Card>
      )}
    </div>
  );
}

function SlotWords({ slot, keys, tag, tagKeys }: NonNullable<ScanState['fullestSlot']>) {
  return (
    <>
      of all keys in slot <span class="mono">{slot}</span>
      {tag && tagKeys * 2 > keys && (
        <>
          , by <bdi class="mono">{tagText(tag)}</bdi>
        </>
      )}
    </>
  );
}

function Card({ title, metric, children }: { title: string; metric: string; children: ComponentChildren }) {
  return (
    <section class="tagcard" aria-label={title}>
      <h3 class="label">{title}</h3>
      <p class="big num">{metric}</p>
      <p class="sm f2 told">{children}</p>
    </section>
  );
}
