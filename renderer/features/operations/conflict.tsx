/** A key with two values: the operation waits for an answer. */
import type { ConflictQuestion } from '../../../shared/operations/operation.ts';
import type { Send } from '../../window/state.ts';
import { WarningIcon } from '../../kit/icons.tsx';
import { words } from './words.ts';

const w = words.conflict;

export function Conflict({ conflict, send }: { conflict: ConflictQuestion; send: Send }) {
  const { id, key, slot, database, source, target } = conflict;
  const answer = (winner: 'source' | 'target' | 'stop') => send({ type: 'operations-resolve', id, winner });
  return (
    <section class="opbox warnbox" role="alert" aria-label={w.title}>
      <WarningIcon />
      <div>
        <p>
          <b>{w.title}.</b> <span class="wrapany">{w.text(key, slot, database)}</span>
        </p>
        <dl class="opvalues sm">
          {[source, target].map(({ node, value }) => (
            <div key={node}>
              <dt class="mono">{w.at(node)}</dt>
              <dd class="mono wrapany">{value}</dd>
            </div>
          ))}
        </dl>
        <p class="row wrap">
          <button type="button" class="btn" onClick={() => answer('source')}>
            {w.source}
          </button>
          <button type="button" class="btn" onClick={() => answer('target')}>
            {w.target}
          </button>
          <button type="button" class="btn" onClick={() => answer('stop')}>
            {w.stop}
          </button>
        </p>
      </div>
    </section>
  );
}
