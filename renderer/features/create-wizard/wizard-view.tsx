/** The create wizard: its steps, one page at a time, and the way back and on. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { PanelProps } from '../../window/state.ts';
import { CheckIcon } from '../../kit/icons.tsx';
import { AddressesPage } from './addresses-page.tsx';
import { AnswersPage } from './answers-page.tsx';
import { ConfPage } from './conf-page.tsx';
import { JoinPage } from './join-page.tsx';
import { useCreateKeys } from './keys.ts';
import { nextOf, previousOf } from './next.ts';
import { PlacementPage } from './placement-page.tsx';
import { PlanPage } from './plan-page.tsx';
import { STEPS } from './state.ts';
import { words } from './words.ts';

const PAGES = {
  addresses: AddressesPage,
  answers: AnswersPage,
  placement: PlacementPage,
  conf: ConfPage,
  plan: PlanPage,
  join: JoinPage,
};

export function WizardView({ state, send }: PanelProps) {
  const { step } = state.create;
  const onKeyDown = useCreateKeys({ state, send });
  const Page = PAGES[step];
  const body = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (body.current) body.current.scrollTop = 0;
  }, [step]);
  return (
    <section class="create" aria-label={words.name} tabIndex={-1} onKeyDown={onKeyDown}>
      <header class="cwhead">
        <h2 class="cwtitle">{words.title}</h2>
        <ol class="cwsteps" aria-label={words.stepList}>
          {STEPS.map((name, i) => {
            const isDone = i < STEPS.indexOf(step);
            return (
              <li key={name} class={isDone ? 'done' : ''} aria-current={name === step ? 'step' : undefined}>
                <i aria-hidden="true">{isDone ? <CheckIcon /> : i + 1}</i>
                {words.steps[name]}
                {isDone && <span class="unseen">, {words.done}</span>}
              </li>
            );
          })}
        </ol>
      </header>
      <div class="cwbody" ref={body} tabIndex={0}>
        <Page state={state} send={send} />
      </div>
      <Foot state={state} send={send} />
    </section>
  );
}

function Foot({ state, send }: PanelProps) {
  const { step, asking, arrangement } = state.create;
  const back = previousOf(state.create);
  const next = nextOf(state.create);
  if (step === 'join') return null;
  const k = words.placement.keys;
  const isAsking = asking !== null && asking !== 'find';
  return (
    <footer class="cwfoot">
      {back && (
        <button type="button" class="btn" onClick={() => send({ type: 'create-step', step: back })}>
          {words.back} <kbd>Esc</kbd>
        </button>
      )}
      {step === 'placement' && arrangement && (
        <div class="cwkeys xs f3">
          <span>
            <kbd>↑ ↓ ← →</kbd> {k.node}
          </span>
          <span>
            <kbd>Space</kbd> {k.pick}
          </span>
          <span>
            <kbd>P</kbd> {k.promote}
          </span>
          <span>
            <kbd>1–9</kbd> {k.move}
          </span>
        </div>
      )}
      <span class="grow" />
      <span role="status" class="f2 sm">
        {isAsking && words.asking[asking]}
      </span>
      <button
        type="button"
        class="btn primary"
        data-next
        data-entry={step === 'answers' || step === 'conf' || step === 'plan' ? true : undefined}
        disabled={next === null || isAsking}
        onClick={() => next && send(next)}
      >
        {words.next[step]} <kbd>Ctrl Enter</kbd>
      </button>
    </footer>
  );
}
