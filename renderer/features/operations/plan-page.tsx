/** A plan before it starts: its steps, who gives which slots to whom, what it costs, and the button. */
import { clockTime } from '../../../shared/format/clock.ts';
import type { OfferedPlan } from '../../../shared/operations/operation.ts';
import type { PanelProps } from '../../window/state.ts';
import { WarningIcon } from '../../kit/icons.tsx';
import { FailureText } from '../../kit/parts.tsx';
import { countText, mbText } from './figures.ts';
import { Commands } from './folds.tsx';
import { MovesTable } from './moves-table.tsx';
import { shardNames } from './shards.ts';
import { StepsColumn } from './steps-column.tsx';
import { plannedSteps } from './steps.ts';
import { StripView } from './strip-view.tsx';
import { words } from './words.ts';

const w = words.plan;

export function PlanPage({ offered, state, send }: PanelProps & { offered: OfferedPlan }) {
  const { plan, before, after } = offered;
  const names = shardNames(offered, state.topology);
  return (
    <div class="opgrid">
      <StepsColumn rows={plannedSteps(plan)} about={w.steps(plan.steps.length)} send={send} />
      <div class="opmain">
        <header class="ophead">
          <h2 class="optitle">
            {plan.title} <span class="k opstate">{w.planned}</span>
          </h2>
          <span class="xs f3 num">{w.madeAt(clockTime(plan.madeAt))}</span>
        </header>
        {plan.remarks.length > 0 && (
          <section class="opbox warnbox" aria-label={w.remarks}>
            <WarningIcon />
            <ul>
              {plan.remarks.map((remark) => (
                <li key={remark} class="wrapany">
                  {remark}
                </li>
              ))}
            </ul>
          </section>
        )}
        {plan.steps.length === 0 && <p>{w.noSteps}</p>}
        <StripView plan={plan} before={before} after={after} moved={null} open={[]} names={names} />
        <MovesTable plan={plan} moved={null} step={null} names={names} />
        <Commands plan={plan} now={null} state={state} send={send} />
      </div>
      <Confirm offered={offered} state={state} send={send} />
    </div>
  );
}

function Confirm({ offered, state, send }: PanelProps & { offered: OfferedPlan }) {
  const { plan, toType } = offered;
  const { typed, asking, failure } = state.operations;
  const { slots, keys, bytes } = plan.totals;
  const isReady = plan.steps.length > 0 && (toType === null || typed === toType) && asking === null;
  const undo = [...new Set(plan.steps.flatMap((step) => step.undo ?? []))];
  return (
    <form
      class="opside"
      aria-label={w.totals}
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) send({ type: 'operations-start' });
      }}
    >
      <div class="opscrolled">
        <h3 class="label">{w.totals}</h3>
        <dl class="opfigures">
          <dt>{w.slots}</dt>
          <dd>{countText(slots)}</dd>
          <dt>{w.keys}</dt>
          <dd>{countText(keys)}</dd>
          <dt>{w.mb}</dt>
          <dd>{mbText(bytes)}</dd>
        </dl>
        {slots > 0 && <p class="xs f3">{w.estimated}</p>}
        <h3 class="label">{w.undoTitle}</h3>
        {undo.length === 0 ? (
          <p class="sm f2">{w.noUndo}</p>
        ) : (
          <ul class="sm f2">
            {undo.slice(0, 8).map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        )}
      </div>
      <div class="opactions">
        {failure && <FailureText failure={failure} />}
        {toType !== null && (
          <label class="opfield">
            <span>
              {w.type} <b class="mono">{toType}</b> {w.toConfirm}
            </span>
            <input
              class="input mono"
              value={typed}
              autocomplete="off"
              spellcheck={false}
              data-entry
              onInput={(event) => send({ type: 'operations-typed', typed: event.currentTarget.value })}
            />
          </label>
        )}
        <div class="row">
          <button
            type="submit"
            class="btn primary grow"
            data-entry={toType === null ? true : undefined}
            disabled={!isReady}
          >
            {asking === 'start' ? w.starting : w.start}
          </button>
          <button type="button" class="btn" onClick={() => send({ type: 'operations-back' })}>
            {w.back} <kbd>Esc</kbd>
          </button>
        </div>
        <p class="xs f3">{w.startNote}</p>
      </div>
    </form>
  );
}
