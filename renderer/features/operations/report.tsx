/** How it ended: what was looked at, what did not go well, what is left to the user. */
import type { OperationStatus } from '../../../shared/operations/operation.ts';
import { CheckIcon, CrossIcon } from '../../kit/icons.tsx';
import { badOutcomes } from './about-end.ts';
import { words } from './words.ts';

const w = words.report;

export function Report({ status: { plan, report, failure } }: { status: OperationStatus }) {
  const said = [...plan.remarks, ...plan.notes];
  const bad = badOutcomes(report?.outcomes ?? []);
  // The step that ended it says the same.
  const left = (report?.remarks ?? []).filter((remark) => !bad.some(({ text }) => text === remark));
  return (
    <section class="opbox opreport" aria-label={w.title}>
      {failure !== null && (
        <p class="bad wrapany" role="alert">
          <b>{w.failure}.</b> {failure}
        </p>
      )}
      {report && (
        <>
          <h3>{w.verified}</h3>
          {report.verified.length === 0 && <p class="sm f2">{w.nothingVerified}</p>}
          <ul class="sm" aria-label={w.verified}>
            {report.verified.map(({ ok, text }) => (
              <li key={text} class={ok ? 'row' : 'row bad'}>
                <span role="img" aria-label={ok ? w.holds : w.fails}>
                  {ok ? <CheckIcon /> : <CrossIcon />}
                </span>
                <span class="wrapany">{text}</span>
              </li>
            ))}
          </ul>
          {bad.length > 0 && (
            <>
              <h3>{w.outcomes}</h3>
              <ul class="sm" aria-label={w.outcomes}>
                {bad.map(({ step, state, node, text }, i) => (
                  <li key={i} class="wrapany">
                    <b>{w.outcome(step + 1, node)}</b>: {w.outcomeStates[state]}
                    {text !== '' && `. ${text}`}
                  </li>
                ))}
              </ul>
            </>
          )}
          {left.length > 0 && (
            <>
              <h3>{w.left}</h3>
              <ul class="sm" aria-label={w.left}>
                {left.map((remark) => (
                  <li key={remark} class="wrapany">
                    {remark}
                  </li>
                ))}
              </ul>
            </>
          )}
          {said.length > 0 && (
            <>
              <h3>{w.before}</h3>
              <ul class="sm f2" aria-label={w.before}>
                {said.map((remark) => (
                  <li key={remark} class="wrapany">
                    {remark}
                  </li>
                ))}
              </ul>
            </>
          )}
        </>
      )}
    </section>
  );
}
