/** Step 6: the join as it happens, pair by pair, and what the cluster says at the end. */
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';
import type { Joining } from '../../../shared/operations/progress.ts';
import type { OperationStatus } from '../../../shared/operations/operation.ts';
import type { PanelProps } from '../../window/state.ts';
import { FailureText } from '../../kit/parts.tsx';
import { words } from './words.ts';

const w = words.join;

export function JoinPage({ state, send }: PanelProps) {
  const { status, failure, asking } = state.create;
  if (!status)
    return (
      <p tabIndex={-1} data-entry role="status">
        {words.asking.start}
      </p>
    );
  const { joining } = status.progress ?? {};
  return (
    <>
      {failure && <FailureText failure={failure} />}
      <End status={status} state={state} send={send} />
      {asking === 'coverage' && <p role="status">{words.asking.coverage}</p>}
      <div class="cwjoin">
        <section aria-label={w.title}>
          <h3>
            {w.title}
            {joining && <span class="f3 num"> · {w.pairs(joining.linked, joining.of)}</span>}
          </h3>
          {joining ? <Pairs joining={joining} /> : <p class="f2 sm">{w.notYet}</p>}
        </section>
        <Steps status={status} />
      </div>
    </>
  );
}

function End({ status, state, send }: PanelProps & { status: OperationStatus }) {
  const { coverage, asking } = state.create;
  const { endedAt, report, failure } = status;
  if (endedAt === null)
    return (
      <div class="row wrap" tabIndex={-1} data-entry>
        <span class="f2">
          {status.progress?.title} {w.running}
        </span>
        <span class="grow" />
        <button
          type="button"
          class="btn sm"
          disabled={status.state !== 'running'}
          onClick={() => send({ type: 'operations-steer', wish: 'pause' })}
        >
          {w.pause}
        </button>
      </div>
    );
  const isDone = status.state === 'done' || status.state === 'done-with-remarks';
  return (
    <section class="cwok" aria-label={words.steps.join} role="status">
      {isDone && coverage && (
        <>
          {coverage.covered === SLOT_COUNT && coverage.differing.length === 0 ? (
            <p class="mono">{w.ok}</p>
          ) : (
            <p class="bad">{w.notCovered(coverage.covered)}</p>
          )}
          <p class="f2">
            {coverage.differing.length === 0 ? w.agree(coverage.nodes) : w.differ(coverage.differing)}
          </p>
        </>
      )}
      {!isDone && <p>{status.state === 'paused' ? w.paused : w.failed}</p>}
      {[...(failure === null ? [] : [failure]), ...(report?.remarks ?? [])].map((text) => (
        <p key={text} class={isDone ? 'f2 wrapany' : 'bad wrapany'}>
          {text}
        </p>
      ))}
      <div class="row wrap">
        {isDone ? (
          <>
            <button
              type="button"
              class="btn primary"
              data-entry
              disabled={asking !== null}
              onClick={() => send({ type: 'create-connect' })}
            >
              {w.connect}
            </button>
            <button
              type="button"
              class="btn"
              disabled={asking !== null}
              onClick={() => send({ type: 'create-check' })}
            >
              {w.check}
            </button>
          </>
        ) : (
          <button
            type="button"
            class="btn primary"
            data-entry
            onClick={() => send({ type: 'action', name: 'show-operations' })}
          >
            {w.operations}
          </button>
        )}
        <button type="button" class="btn" onClick={() => send({ type: 'create-connected' })}>
          {w.another}
        </button>
      </div>
    </section>
  );
}

function Pairs({ joining: { nodes, pairs } }: { joining: Joining }) {
  if (pairs.length === 0) return <p class="f2 sm">{w.tooMany}</p>;
  return (
    <div class="cwscroll" tabIndex={0} role="region" aria-label={w.table}>
      <table class="cwpairs">
        <thead>
          <tr>
            <th scope="col" class="f3">
              {w.from}
            </th>
            {nodes.map((node) => (
              <th key={node} scope="col" class="mono" title={node}>
                {node.slice(node.lastIndexOf(':'))}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {pairs.map((row, i) => (
            <tr key={nodes[i]}>
              <th scope="row" class="mono">
                {nodes[i]}
              </th>
              {row.map((pair, j) =>
                pair === null ? (
                  <td key={nodes[j]} class="self" />
                ) : (
                  <td key={nodes[j]} class={pair} title={w.pair(nodes[i]!, nodes[j]!, w.states[pair])}>
                    <span aria-hidden="true">{w.marks[pair]}</span>
                    <span class="unseen">{w.states[pair]}</span>
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const MARKS = { waiting: '○', running: '▸', done: '✓', failed: '✕' };

function Steps({ status: { plan, steps } }: { status: OperationStatus }) {
  return (
    <section aria-label={w.steps}>
      <h3>{w.steps}</h3>
      <ol>
        {plan.steps.map(({ number, title }) => {
          const { state, text } = steps[number]!;
          return (
            <li key={number} class={`cwstep ${state}`}>
              <span aria-hidden="true">{MARKS[state]}</span>
              <span>
                <span class="unseen">{w.stepStates[state]}: </span>
                {text === '' || state === 'running' ? title : text}
              </span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
