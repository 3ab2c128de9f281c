/** Step 5: the plan, as main has made it. */
import type { PanelProps } from '../../window/state.ts';
import { FailureText } from '../../kit/parts.tsx';
import { words } from './words.ts';

const w = words.plan;

export function PlanPage({ state, send }: PanelProps) {
  const { offered, failure, typed } = state.create;
  if (!offered) return null;
  const { plan, toType } = offered;
  return (
    <>
      <h3>{plan.title}</h3>
      <p class="f2">
        {w.text(plan.steps.length)} {w.undo}
      </p>
      {failure && <FailureText failure={failure} />}
      {plan.remarks.length > 0 && (
        <section class="cwscore" aria-label={w.remarks}>
          <ul>
            {plan.remarks.map((remark) => (
              <li key={remark} class="wrapany">
                {remark}
              </li>
            ))}
          </ul>
        </section>
      )}
      {toType !== null && (
        <label class="cwfield">
          <span>
            {w.type} <b class="mono">{toType}</b> {w.toConfirm}
          </span>
          <input
            class="input mono"
            style={{ width: '320px' }}
            value={typed}
            autocomplete="off"
            spellcheck={false}
            data-entry
            aria-label={w.typeLabel(toType)}
            onInput={({ currentTarget }) => send({ type: 'create-typed', typed: currentTarget.value })}
          />
        </label>
      )}
      <ol aria-label={w.steps}>
        {plan.steps.map(({ number, title, commands }) => (
          <li key={number} class="cwstep">
            <span class="num f3">{number + 1}</span>
            <span>
              {title}
              {commands.map(({ node, line }) => (
                <code key={node} class="mono xs f3 wrapany">
                  {' '}
                  {node}&gt; {line}
                </code>
              ))}
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}
