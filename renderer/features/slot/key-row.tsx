/** One key of a slot: where it is, its type, the key, and what its node reports. */
import { CLUSTER_HASHING, type Hashing } from '../../../shared/slots/hashing.ts';
import type { KeyFacts, SlotPart } from '../../../shared/slots/slot-model.ts';
import { byteSize } from '../../kit/numbers.ts';
import { MarkedKey, ShardBadge } from '../../kit/parts.tsx';
import { rowText } from './listed-keys.ts';
import { timeToLive } from './time-to-live.ts';
import { words } from './words.ts';

const w = words.key;

export function KeyRow({
  keyBytes,
  part,
  facts,
  open,
  both,
  shard,
  hashing,
}: {
  keyBytes: Uint8Array;
  part: SlotPart;
  facts: KeyFacts | undefined;
  /** The slot is migrating: each row shows which node has the key. */
  open: boolean;
  both: boolean;
  /** The slot's shard, for the colour of the hashed part. */
  shard: number | null;
  hashing: Hashing;
}) {
  return (
    <>
      {open && (
        <span
          class="at"
          role="img"
          aria-label={w.place(part.role, part.node)}
          title={w.place(part.role, part.node)}
        >
          <ShardBadge shard={part.shard} isGroup={hashing !== CLUSTER_HASHING} />
        </span>
      )}
      <span class="keytype" title={facts ? factsText(facts) : undefined}>
        {facts && (
          <b class={facts.type === '' ? 'k try' : 'k'}>
            {facts.type === '' ? w.gone : facts.type.slice(0, 40)}
          </b>
        )}
      </span>
      <span class="cut" title={keyBytes.length > 100 ? w.bytes(keyBytes.length) : undefined}>
        <MarkedKey text={rowText(keyBytes, hashing)} shard={shard} />
      </span>
      {both && (
        <b class="k try" title={w.bothHint}>
          {w.both}
        </b>
      )}
      <span class="ttl num">{timeText(facts?.ttl ?? null)}</span>
      <span class="encoding mono cut">{facts?.encoding}</span>
      <span class="memory num">{sizeText(facts?.memory ?? null)}</span>
    </>
  );
}

/** All facts in one line: `string · 60 bytes · embstr · no expiry`. */
export function factsText(facts: KeyFacts): string {
  if (facts.type === '') return w.goneFacts;
  const { type, memory, encoding, ttl } = facts;
  return [type, sizeText(memory), encoding, timeText(ttl)].filter(Boolean).join(' · ');
}

const sizeText = (memory: number | null) => (memory === null ? '' : byteSize(memory));
const timeText = (ttl: number | null) => (ttl === null ? '' : timeToLive(ttl));
