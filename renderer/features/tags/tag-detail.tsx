import type { TagRow } from '../../../shared/slots/scan-model.ts';
import type { PanelProps } from '../../window/state.ts';
import { byteSize, counted, grouped } from '../../kit/numbers.ts';
import { MarkedKey } from '../../kit/parts.tsx';
import { keyText } from '../../kit/slot-query.ts';
import { percent, tagText } from './scan-words.ts';

/** What the table has no room for, of the tag that is selected. */
export function TagDetail({
  row,
  send,
  onCopy,
}: {
  row: TagRow;
  send: PanelProps['send'];
  onCopy: () => void;
}) {
  const { slot, keys, lowBy, samples } = row;
  return (
    <section class="tagdetail" aria-label={`Tag ${tagText(row.tag)}`}>
      <div class="row wrap sm">
        <bdi class="mono fg cut">{tagText(row.tag)}</bdi>
        <span class="f2 num">
          {counted(keys, 'key')}
          {lowBy > 0 && `, perhaps up to ${grouped(lowBy)} more`}, {percent(row.share)} of all, in
        </span>
        <button
          type="button"
          class="link num"
          onClick={() => send({ type: 'ask-slot', slot, limit: 100, text: String(slot) })}
        >
          slot {slot}
        </button>
        <kbd>Enter</kbd>
        <span class="grow" />
        <button type="button" class="btn quiet" onClick={onCopy}>
          Copy the tag <kbd>C</kbd>
        </button>
      </div>
      {row.reason && <p class={row.verdict === 'too-big' ? 'sm bad' : 'sm warn'}>{row.reason}</p>}
      <p class="xs f3">
        {samples > 0
          ? `Types and memory are estimated from ${counted(samples, 'key')}${samples >= keys ? ', all of the tag' : ''}.`
          : 'None of its keys was asked for type and memory.'}
        {row.largest.length > 0 && ' The largest of them:'}
      </p>
      {row.largest.length > 0 && (
        <ul class="largest" aria-label="Largest of the sampled keys">
          {row.largest.map(({ key, bytes }, i) => (
            <li key={i} class="row sm">
              <span class="num f2 size">{byteSize(bytes)}</span>
              <button
                type="button"
                class="link cut grow"
                title="Shows its value in the shell"
                onClick={() => send({ type: 'read-key', key, facts: null })}
              >
                <MarkedKey text={keyText(key)} shard={row.shard} />
              </button>
              <button type="button" class="btn quiet" onClick={() => send({ type: 'insert-key', key })}>
                Insert
              </button>
              <button type="button" class="btn quiet" onClick={() => send({ type: 'copy-word', word: key })}>
                Copy
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
