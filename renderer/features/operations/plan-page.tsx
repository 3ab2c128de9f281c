/** A plan before it starts: its steps, who gives which slots to whom, what it costs, and the button. */
import { clockTime } from '../../../shared/format/clock.ts';
import type { OfferedPlan } from '../../../shared/operations/operation.ts';
import type { Plan } from '../../../shared/operations/plan.ts';
import { countSlots } from '../../../shared/slots/slot-ranges.ts';
import { menuTarget } from '../../kit/menu-target.ts';
import type { PanelProps } from '../../window/state.ts';
import { FailureText } from '../../kit/parts.tsx';
import { countText, mbText } from './figures.ts';
import { Commands } from './folds.tsx';
import { Notes, Remarks, Said } from './remarks.tsx';
import { MovesTable } from './moves-table.tsx';
import { shardNames } from './shards.ts';
import { StepsColumn } from './steps-column.tsx';
import { plannedSteps } from './steps.ts';
import { movedBefore } from './strips.ts';
import { StripView } from './strip-view.tsx';
import { words } from './words.ts';

const w = words.plan;

export function PlanPage({ offered, state, send }: PanelProps & { offered: OfferedPlan }) {
  const { plan, before, after } = offered;
  const names = shardNames(offered, state.topology);
  const earlier = movedBefore(offered);
  const moved = earlier.length === 0 ? null : earlier;
  return (
    <div class="opgrid planned" {...menuTarget({ kind: 'operation-page' })}>
      <StepsColumn rows={plannedSteps(plan)} about={w.steps(plan.steps.length)} state={state} send={send} />
      <div class="opmain">
        <header class="ophead">
          <h2 class="optitle">
            {plan.title} <span class="k opstate">{w.planned}</span>
          </h2>
          <span class="xs f3 num">{w.madeAt(clockTime(plan.madeAt))}</span>
        </header>
        {moved && <p>{w.takenUp(countSlots(moved), plan.totals.slots)}</p>}
        <Remarks plan={plan} moved={earlier} isBigLast={state.operations.isBigLast} send={send} />
        <Notes plan={plan} />
        {plan.steps.length === 0 && <p>{w.noSteps}</p>}
        <StripView plan={plan} before={before} after={after} moved={moved} open={[]} names={names} />
        <MovesTable plan={plan} moved={moved} step={null} names={names} />
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
        <section>
          <h3 class="label">{w.totals}</h3>
          {slots === 0 && !keys && !bytes ? (
            // What an operation gives up, or tells nodes, is no amount: zeros would look like nothing.
            <p class="sm">{w.nothingMoves}</p>
          ) : (
            <dl class="opfigures">
              <dt>{w.slots}</dt>
              <dd>{countText(slots)}</dd>
              <dt>{w.keys}</dt>
              <dd>{countText(keys)}</dd>
              <dt>{w.mb}</dt>
              <dd>{mbText(bytes)}</dd>
            </dl>
          )}
          {slots > 0 && <p class="xs f3">{w.estimated}</p>}
        </section>
        {plan.steps.length > 0 && (
          <>
            <Risks plan={plan} />
            <Said title={w.undoTitle} texts={plan.steps.flatMap(({ undo }) => undo ?? [])} none={w.noUndo} />
          </>
        )}
      </div>
      <div class="opactions">
        {failure && <FailureText failure={failure} />}
        {toType !== null && plan.steps.length > 0 && (
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
          {plan.steps.length > 0 && (
            <button
              type="submit"
              class="btn primary grow"
              data-entry={toType === null ? true : undefined}
              disabled={!isReady}
            >
              {asking === 'start' ? w.starting : w.start}
            </button>
          )}
          <button
            type="button"
            class="btn"
            data-entry={plan.steps.length === 0 ? true : undefined}
            onClick={() => send({ type: 'operations-back' })}
          >
            {w.back} <kbd>Esc</kbd>
          </button>
        </div>
        {plan.steps.length > 0 && <p class="xs f3">{w.startNote}</p>}
      </div>
    </form>
  );
}

/** Without those that are said before the start; left out if all are. */
function Risks({ plan }: { plan: Plan }) {
  const risks = plan.steps.flatMap(({ risk }) => risk ?? []);
  const left = risks.filter((risk) => !plan.remarks.includes(risk));
  if (risks.length > 0 && left.length === 0) return null;
  return <Said title={w.risks} texts={left} none={w.noRisk} />;
}
