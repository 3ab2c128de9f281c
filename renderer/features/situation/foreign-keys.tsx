/** Keys at nodes that do not own their slot: looked for on request, and said not to be looked at otherwise. */
import { clockTime } from '../../../shared/format/clock.ts';
import type { ForeignKeys } from '../../../shared/operations/situation.ts';
import { FailureText } from '../../kit/parts.tsx';
import type { PanelProps, Send } from '../../window/state.ts';
import { words } from './words.ts';

const w = words.foreign;

export function Foreign({ state, send }: PanelProps) {
  const { foreign, isSearching } = state.situation;
  return (
    <section class="notes" aria-label={w.title}>
      <h3>{w.title}</h3>
      {isSearching ? (
        <p class="sm f2" role="status">
          {w.searching}
        </p>
      ) : foreign === null ? (
        <p class="sm f2">{w.notSearched}</p>
      ) : 'code' in foreign ? (
        <FailureText failure={foreign} />
      ) : (
        <Found found={foreign} send={send} />
      )}
      <button
        type="button"
        class="btn sm"
        disabled={isSearching}
        onClick={() => send({ type: 'situation-search' })}
      >
        {foreign === null ? w.search : w.again}
      </button>
    </section>
  );
}

function Found({ found: { at, findings, unchecked }, send }: { found: ForeignKeys; send: Send }) {
  const time = clockTime(at);
  const isHolding = findings.some(({ severity }) => severity === 'error');
  return (
    <div class="sm f2" role="status">
      <p>{findings.length === 0 ? w.none(time) : w.found(time)}</p>
      {findings.map(({ text, advice }) => (
        <p key={text} class="fg">
          {text} {advice}
        </p>
      ))}
      {unchecked.length > 0 && <p class="warn">{w.unchecked(unchecked)}</p>}
      {isHolding && (
        <button
          type="button"
          class="btn sm"
          onClick={() => send({ type: 'operations-open', request: { kind: 'fix' }, plan: true })}
        >
          {w.fix}
        </button>
      )}
    </div>
  );
}
