import { scaleLinear } from 'd3-scale';
import type { ScanState } from '../../../shared/slots/scan-model.ts';
import { grouped } from '../../../shared/format/count.ts';
import { menuTarget } from '../../kit/menu-target.ts';
import { ShardBadge, shardColour } from '../../kit/parts.tsx';
import { evenShare, isOfCodis, percent, tagText, wordsOf } from './scan-words.ts';
import { words } from './words.ts';

const w = words.charts;

/** A bar for each shard: its largest tags, the rest, and a mark at an even share. */
export function KeysPerShard({ scan }: { scan: ScanState }) {
  const { perShard } = wordsOf(scan).charts;
  const isGroup = isOfCodis(scan);
  const even = evenShare(scan);
  const most = scan.shards.reduce((max, { keys }) => Math.max(max, keys), even);
  // The same width in every row, so that the bars have one scale.
  const longest = grouped(Math.round(most)).length;
  const width = scaleLinear([0, most || 1], [0, 100]);
  return (
    <section class="tagcard pershard" aria-label={perShard}>
      <div class="row sm wrap charthead">
        <h3>{perShard}</h3>
        <span class="grow" />
        <span class="legend">
          <i class="full" /> {w.largestTags}
        </span>
        <span class="legend">
          <i class="rest" /> {w.rest}
        </span>
        <span class="legend">
          <i class="even" /> {w.even(grouped(Math.round(even)))}
        </span>
      </div>
      <ul style={{ '--figures': `${longest}ch`, '--badge': scan.shards.length > 9 ? '28px' : '16px' }}>
        {scan.shards.map(({ shard, keys }) => (
          <li
            key={shard}
            data-shard={shardColour(shard)}
            {...(!isGroup && menuTarget({ kind: 'shard', number: shard }))}
          >
            <ShardBadge shard={shard} isGroup={isGroup} />
            <div class="bar">
              <i class="rest" style={{ width: `${width(keys)}%` }} />
              <Largest tags={scan.topTags.find((one) => one.shard === shard)?.tags ?? []} width={width} />
              <i class="even" style={{ left: `${width(even)}%` }} />
            </div>
            <span class="num sm figure">{grouped(keys)}</span>
            <span class="num sm f3 part">{percent(scan.keys > 0 ? keys / scan.keys : 0)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Largest({
  tags,
  width,
}: {
  tags: ScanState['topTags'][number]['tags'];
  width: (keys: number) => number;
}) {
  let before = 0;
  return (
    <>
      {tags.map(({ tag, keys }, i) => {
        const left = width(before);
        before += keys;
        return (
          <i
            key={i}
            class="full"
            style={{ left: `${left}%`, width: `${width(keys)}%` }}
            title={w.tag(tagText(tag), keys)}
          />
        );
      })}
    </>
  );
}
