import type { TagRow } from '../../../shared/slots/scan-model.ts';
import type { PanelProps } from '../../window/state.ts';
import { menuBytes, menuTarget } from '../../kit/menu-target.ts';
import { byteSize } from '../../kit/numbers.ts';
import { MarkedKey } from '../../kit/parts.tsx';
import { keyText } from '../../kit/slot-query.ts';
import { RebalanceButtons } from './rebalance-buttons.tsx';
import { percent, tagText } from './scan-words.ts';
import { words } from './words.ts';

const w = words.detail;

/** Facts about the selected tag that have no room in the table. */
export function TagDetail({ row, state, send, onCopy }: PanelProps & { row: TagRow; onCopy: () => void }) {
  const { slot, keys, lowBy, samples } = row;
  return (
    <section
      class="tagdetail"
      aria-label={w.title(tagText(row.tag))}
      {...menuTarget({ kind: 'tag', hex: menuBytes(row.tag), slot })}
    >
      <div class="row wrap sm">
        <bdi class="mono fg cut">{tagText(row.tag)}</bdi>
        <span class="f2 num">
          {w.keys(keys)}
          {lowBy > 0 && w.perhapsMore(lowBy)}
          {w.shareIn(percent(row.share))}
        </span>
        <button
          type="button"
          class="link num"
          onClick={() => send({ type: 'ask-slot', slot, limit: 100, text: String(slot) })}
        >
          {w.slot(slot)}
        </button>
        <kbd>Enter</kbd>
        <span class="grow" />
        <button type="button" class="btn quiet" onClick={onCopy}>
          {w.copyTag} <kbd>C</kbd>
        </button>
      </div>
      {row.reason && <p class={row.verdict === 'too-big' ? 'sm bad' : 'sm warn'}>{row.reason}</p>}
      {row.verdict !== 'none' && <RebalanceButtons state={state} send={send} />}
      <p class="xs f3">
        {samples > 0 ? w.estimated(samples, samples >= keys) : w.notSampled}
        {row.largest.length > 0 && w.largest}
      </p>
      {row.largest.length > 0 && (
        <ul class="largest" aria-label={w.largestList}>
          {row.largest.map(({ key, bytes }, i) => (
            <li key={i} class="row sm" {...menuTarget({ kind: 'key', hex: menuBytes(key) })}>
              <span class="num f2 size">{byteSize(bytes)}</span>
              <button
                type="button"
                class="link cut grow"
                title={w.read}
                onClick={() => send({ type: 'read-key', key, facts: null })}
              >
                <MarkedKey text={keyText(key)} shard={row.shard} />
              </button>
              <button type="button" class="btn quiet" onClick={() => send({ type: 'insert-key', key })}>
                {w.insert}
              </button>
              <button type="button" class="btn quiet" onClick={() => send({ type: 'copy-word', word: key })}>
                {w.copy}
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
