import type { ComponentChildren } from 'preact';
import type { ScanState } from '../../../shared/slots/scan-model.ts';
import { grouped } from '../../../shared/format/count.ts';
import {
  errorOf,
  evenShare,
  memoryText,
  percent,
  tagCount,
  tagText,
  typesText,
  wordsOf,
} from './scan-words.ts';
import { words } from './words.ts';

const w = words.cards;

/** The figures that matter most. */
export function ScanCards({ scan }: { scan: ScanState }) {
  const { keys, tagged, bigTags, memory } = scan;
  const { skew, skewed } = wordsOf(scan).cards;
  const even = evenShare(scan);
  const fullest = scan.shards.reduce<ScanState['shards'][number] | null>(
    (most, shard) => (shard.keys > (most?.keys ?? 0) ? shard : most),
    null,
  );
  const shareOf = (part: number) => (keys > 0 ? part / keys : 0);
  return (
    <div class="tagcards">
      <Card title={w.fullestSlot} metric={percent(shareOf(scan.fullestSlot?.keys ?? 0))}>
        {scan.fullestSlot ? <SlotWords {...scan.fullestSlot} /> : w.noKeys}
      </Card>
      <Card title={skew} metric={even > 0 && fullest ? `${(fullest.keys / even).toFixed(2)}×` : '–'}>
        {fullest
          ? skewed(fullest.shard, percent(shareOf(fullest.keys)), percent(1 / scan.shards.length))
          : w.noKeys}
      </Card>
      <Card title={w.tagged} metric={percent(shareOf(tagged))}>
        {w.taggedKeys(tagged, tagCount(scan))}
      </Card>
      <Card title={w.bigTags} metric={grouped(bigTags.tags)}>
        {bigTags.tags > 0 ? w.together(percent(shareOf(bigTags.keys)), bigTags.slots) : w.noBigTag}
      </Card>
      {memory && (
        <Card title={w.memory} metric={memoryText({ ...memory, error: 0 })}>
          {[errorOf(memory), typesText(scan.types)].filter(Boolean).join(', ')}
        </Card>
      )}
    </div>
  );
}

function SlotWords({ slot, keys, tag, tagKeys }: NonNullable<ScanState['fullestSlot']>) {
  return (
    <>
      {w.ofKeysInSlot}
      <span class="mono">{slot}</span>
      {tag && tagKeys * 2 > keys && (
        <>
          {w.by}
          <bdi class="mono">{tagText(tag)}</bdi>
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
