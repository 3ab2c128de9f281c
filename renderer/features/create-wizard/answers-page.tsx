/** Step 2: what each node says, and why one cannot join. */
import { grouped } from '../../../shared/format/count.ts';
import type { NewNodeFacts } from '../../../shared/operations/new-node.ts';
import type { PanelProps } from '../../window/state.ts';
import { FailureText } from '../../kit/parts.tsx';
import { canJoin } from './state.ts';
import { words } from './words.ts';

const w = words.answers;

export function AnswersPage({ state, send }: PanelProps) {
  const { facts, failure, asking } = state.create;
  if (!facts) return null;
  const refused = facts.filter(({ refusal }) => refusal !== null);
  return (
    <>
      <div class="row wrap">
        <p tabIndex={-1} data-entry={canJoin(facts) ? undefined : true} role="status">
          {asking === 'inspect' ? words.asking.inspect : w.text(facts.length - refused.length, facts.length)}{' '}
          {refused.length > 0 && w.refused}
        </p>
        <span class="grow" />
        {refused.length > 0 && refused.length < facts.length && (
          <button
            type="button"
            class="btn sm"
            onClick={() => send({ type: 'create-leave-out', given: refused.map(({ given }) => given) })}
          >
            {w.leaveOutAll(refused.length)}
          </button>
        )}
        <button
          type="button"
          class="btn sm"
          disabled={asking !== null}
          onClick={() => send({ type: 'create-inspect' })}
        >
          {w.again} <kbd>F5</kbd>
        </button>
      </div>
      {failure && <FailureText failure={failure} />}
      {refused.length > 0 && (
        <ul class="cwrefusals" aria-label={w.refusals}>
          {refused.map(({ given, refusal }, i) => (
            <li key={`${i} ${given}`}>
              <span class="grow wrapany">{refusal!.refusal}</span>
              <button
                type="button"
                class="btn sm"
                aria-label={w.leaveOutNode(given)}
                onClick={() => send({ type: 'create-leave-out', given: [given] })}
              >
                {w.leaveOut}
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="cwscroll" tabIndex={0} role="region" aria-label={w.table}>
        <table class="cwtable">
          <thead>
            <tr>
              {[w.node, w.server, w.host, w.empty, w.enabled, w.knows, w.bus, w.verdict].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {facts.map((fact, i) => (
              <Node key={`${i} ${fact.given}`} fact={fact} />
            ))}
          </tbody>
        </table>
      </div>
      {facts.some(({ isBusOpen, refusal }) => isBusOpen === false && refusal === null) && (
        <p class="sm f2">{w.busClosed}</p>
      )}
    </>
  );
}

function Node({ fact }: { fact: NewNodeFacts }) {
  const { given, address, server, ip, keys, isClusterEnabled, otherNodes, busPort, isBusOpen, refusal } =
    fact;
  return (
    <tr class={refusal ? 'bad' : ''}>
      <th scope="row" class="mono cwword">
        {address || given}
      </th>
      <td class="cwword">{server || <Unknown />}</td>
      <td class="mono">{ip ?? <Unknown />}</td>
      <td class="num">{keys === null ? <Unknown /> : keys === 0 ? w.none : grouped(keys)}</td>
      <td>{isClusterEnabled === null ? <Unknown /> : isClusterEnabled ? w.yes : w.notCluster}</td>
      <td class="num">{otherNodes === null ? <Unknown /> : otherNodes === 0 ? w.no : grouped(otherNodes)}</td>
      <td>
        {busPort === null ? (
          <Unknown />
        ) : (
          <>
            <span class="mono">{busPort}</span>{' '}
            <span class={isBusOpen ? 'f3 xs' : 'warn xs'}>{isBusOpen ? w.open : w.closed}</span>
          </>
        )}
      </td>
      <td>
        {refusal ? w.no : w.yes}
        {fact.hasLeftovers && <span class="xs f3">; {w.leftovers}</span>}
      </td>
    </tr>
  );
}

const Unknown = () => (
  <span class="f3" title={w.unknownTitle}>
    {w.unknown}
  </span>
);
