/** Why there is no plan, and what to do about it. */
import { counted } from '../../../shared/format/count.ts';
import type { RefusedPlan } from '../../../shared/operations/operation.ts';
import type { PanelProps } from '../../window/state.ts';
import { words } from './words.ts';

const w = words.refused;
/** Findings and nodes that are named. */
const MOST = 50;

export function Refused({ refused, state, send }: PanelProps & { refused: RefusedPlan }) {
  const { text, newNodes, findings, interrupted } = refused;
  const listed = state.operations.list?.operations ?? [];
  const names = interrupted.map((name) => listed.find((one) => one.name === name) ?? { name, title: name });
  return (
    <section class="opbox warnbox" role="alert" aria-label={w.title}>
      <p class="wrapany">
        <b>{w.title}.</b> {text}
      </p>
      {/* The text has each one's refusal; here are the words of the servers. */}
      {newNodes.some(({ says }) => says !== '') && (
        <ul class="sm" aria-label={w.newNodes}>
          {newNodes.slice(0, MOST).flatMap(({ address, says }) =>
            says === '' ? (
              []
            ) : (
              <li key={address} class="wrapany">
                <span class="mono">{address}</span>: <span class="mono f2">{says}</span>
              </li>
            ),
          )}
        </ul>
      )}
      {findings.length > 0 && (
        <>
          <h3>{w.findings}</h3>
          <ul class="sm">
            {findings.slice(0, MOST).map((one, i) => (
              <li key={i} class="wrapany">
                {one.text} <span class="f2">{one.advice}</span>
              </li>
            ))}
            {findings.length > MOST && <li>{counted(findings.length - MOST, 'more')}</li>}
          </ul>
          <button type="button" class="btn sm" onClick={() => send({ type: 'operations-form', kind: 'fix' })}>
            {w.fix}
          </button>
        </>
      )}
      {names.length > 0 && (
        <>
          <h3>{w.interrupted}</h3>
          {names.map(({ name, title }) => (
            <p key={name} class="row wrap">
              <span class="wrapany">{title}</span>
              <button type="button" class="btn sm" onClick={() => send({ type: 'operations-resume', name })}>
                {words.choose.finish}
              </button>
              <button type="button" class="btn sm" onClick={() => send({ type: 'operations-undo', name })}>
                {words.choose.rollBack}
              </button>
              <button
                type="button"
                class="btn sm"
                title={words.choose.forgetHint}
                onClick={() => send({ type: 'operations-forget', name })}
              >
                {words.choose.forget}
              </button>
            </p>
          ))}
        </>
      )}
    </section>
  );
}
