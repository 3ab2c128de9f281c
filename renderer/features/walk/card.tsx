import { useEffect } from 'preact/hooks';
import { LESSON_COUNT } from '../../../shared/lessons/lesson.ts';
import { shortcutOf } from '../../../shared/session/shortcuts.ts';
import { RefreshIcon } from '../../kit/icons.tsx';
import { FailureText, Shortcut } from '../../kit/parts.tsx';
import type { PanelProps } from '../../window/state.ts';
import { Dots } from './dots.tsx';
import { FigureOf } from './figures.tsx';
import { Items } from './items.tsx';
import { Marked } from './marked.tsx';
import type { Watched } from './lesson.ts';
import { isOnLesson, isStepSeen, nextItem, stepOf } from './state.ts';
import { textsIn } from './texts/index.ts';
import { walkWords } from './words.ts';

/** The card beside the shell: one step of a lesson. */
export function LessonCard({ state, send }: PanelProps) {
  const { walk } = state;
  const watched = walk.isOpen && !walk.isFinished ? stepOf(walk).watch : null;
  useEffect(() => {
    if (watched) document.body.dataset['watch'] = watched;
    else delete document.body.dataset['watch'];
    return () => void delete document.body.dataset['watch'];
  }, [watched]);
  if (!walk.isOpen) return null;
  const words = walkWords(state.language);
  return (
    <section class="walk" aria-label={words.card}>
      <header>
        <b>{words.lesson}</b>
        {!walk.isFinished && (
          <span class="f2 sm">{words.of({ lesson: walk.lesson, all: LESSON_COUNT })}</span>
        )}
        <span class="grow" />
        <button
          type="button"
          class="row sm f2"
          onClick={() => send({ type: 'action', name: 'lesson-leave' })}
        >
          {words.leave} <Shortcut keys={shortcutOf('lesson-leave', state.settings.shortcuts)} />
        </button>
      </header>
      <div class="walkbody">
        <Dots state={state} send={send} />
        {walk.isFinished ? <Finished state={state} send={send} /> : <StepCard state={state} send={send} />}
      </div>
      <Foot state={state} send={send} />
    </section>
  );
}

function StepCard({ state, send }: PanelProps) {
  const { walk, language } = state;
  const words = walkWords(language);
  const lesson = textsIn(language)[walk.lesson - 1]!;
  const text = lesson.steps[walk.step]!;
  const step = stepOf(walk);
  return (
    <>
      <h2>{lesson.title}</h2>
      {lesson.steps.length > 1 && (
        <p class="xs f3">{words.stepOf({ step: walk.step + 1, steps: lesson.steps.length })}</p>
      )}
      {walk.resumed && (
        <p class="walknote sm" role="status">
          {words.resumed({ date: new Date(walk.resumed.at).toLocaleDateString(language) })}{' '}
          <button type="button" class="link" onClick={() => send({ type: 'lesson-restart' })}>
            {words.restart}
          </button>
        </p>
      )}
      <p class="why">
        <Marked text={text.why} />
      </p>
      <Trouble state={state} send={send} />
      <div class="walkitems">
        <Items state={state} send={send} />
        {step.figure && <FigureOf figure={step.figure} state={state} />}
      </div>
      {step.watch && (
        <p class="watch sm f2">
          <EyeIcon />
          <span>
            <Marked text={text.watch} /> <Opener watched={step.watch} state={state} send={send} />
          </span>
        </p>
      )}
      {step.link !== undefined && text.link && (
        <p class="sm walklink">
          <button
            type="button"
            class="link"
            onClick={() => send({ type: 'lesson-go', lesson: step.link!, step: 0 })}
          >
            {text.link}
          </button>
        </p>
      )}
      {text.then && isStepSeen(walk) && (
        <p class="sm f2">
          <Marked text={text.then} />
        </p>
      )}
      {text.instead && walk.failure?.code === 'server-missing' && (
        <p class="sm f2">
          <Marked text={text.instead} />
        </p>
      )}
    </>
  );
}

/** Opens the watched panel. Styles show it only in a window that has no room for the panel beside the shell. */
function Opener({ watched, state, send }: PanelProps & { watched: Watched }) {
  const words = walkWords(state.language);
  const panel = OPENED[watched];
  if (!panel || (panel === 'map' && state.view === 'map')) return null;
  const { action } = OPENERS[panel];
  const isMissing =
    panel === 'map' || (panel === 'trace' ? state.tab !== 'trace' : !state.settings.nodesShown);
  return (
    <button
      type="button"
      class={isMissing ? 'link' : `link ${OPENERS[panel].class}`}
      onClick={() => send({ type: 'action', name: action })}
    >
      {words.show[panel]} <Shortcut keys={shortcutOf(action, state.settings.shortcuts)} />
    </button>
  );
}

const OPENED: { readonly [W in Watched]?: keyof typeof OPENERS } = {
  map: 'map',
  trace: 'trace',
  nodes: 'nodes',
  'key-to-slot': 'nodes',
};
const OPENERS = {
  map: { action: 'show-map', class: '' },
  trace: { action: 'show-trace', class: 'opensinspector' },
  nodes: { action: 'toggle-nodes', class: 'opensnodes' },
} as const;

/** What keeps the step from being done. */
function Trouble({ state, send }: PanelProps) {
  const { walk, session } = state;
  const words = walkWords(state.language);
  const { status } = walk;
  const lost = status.nodes.filter(({ lost }) => lost).length;
  if (lost > 0 && status.phase !== 'working')
    return (
      <p class="walknote sm warn" role="alert">
        {words.lost({ count: lost })}
      </p>
    );
  if (walk.failure) return <FailureText failure={walk.failure} />;
  if (!walk.isReady || (status.phase === 'working' && walk.acting === null))
    return (
      <p class="walknote sm f2" role="status">
        {words.starting}
      </p>
    );
  const needsShell = nextItem(walk)?.kind === 'command';
  if (needsShell && status.phase === 'ready' && session.phase !== 'connecting' && !isOnLesson(session))
    return (
      <p class="walknote sm warn" role="status">
        {words.elsewhere}{' '}
        <button type="button" class="link" onClick={() => send({ type: 'lesson-reopen' })}>
          {words.reconnect}
        </button>
      </p>
    );
  return null;
}

function Finished({ state, send }: PanelProps) {
  const words = walkWords(state.language);
  return (
    <div class="walkend" role="status">
      <p>{words.finished}</p>
      <p class="f2">{words.finishedNext}</p>
      <div class="row wrap">
        <button type="button" class="btn" onClick={() => send({ type: 'action', name: 'connect' })}>
          {words.connect}
        </button>
        <button type="button" class="btn quiet" onClick={() => send({ type: 'lesson-restart' })}>
          {words.restart}
        </button>
      </div>
    </div>
  );
}

function Foot({ state, send }: PanelProps) {
  const { walk } = state;
  const words = walkWords(state.language);
  const isLast = walk.lesson === LESSON_COUNT && nextIsEnd(walk);
  const isGone = walk.status.phase === 'failed' || walk.status.nodes.some(({ lost }) => lost);
  return (
    <footer>
      <div class="row walkmoves">
        <button
          type="button"
          class="btn"
          disabled={walk.lesson === 1 && walk.step === 0}
          onClick={() => send({ type: 'action', name: 'lesson-back' })}
        >
          {words.back} <span class="grow" />{' '}
          <Shortcut keys={shortcutOf('lesson-back', state.settings.shortcuts)} />
        </button>
        <button
          type="button"
          class={isStepSeen(walk) && !isGone ? 'btn primary' : 'btn'}
          disabled={walk.isFinished}
          onClick={() => send({ type: 'action', name: 'lesson-next' })}
        >
          {isLast ? words.finish : words.next} <span class="grow" />{' '}
          <Shortcut keys={shortcutOf('lesson-next', state.settings.shortcuts)} />
        </button>
      </div>
      <button
        type="button"
        class={isGone ? 'btn primary walkreset' : 'row sm f2 walkreset'}
        onClick={() => send({ type: 'action', name: 'lesson-reset' })}
      >
        <RefreshIcon /> {words.reset} <span class="grow" />{' '}
        <Shortcut keys={shortcutOf('lesson-reset', state.settings.shortcuts)} />
      </button>
    </footer>
  );
}

const nextIsEnd = ({ lesson, step }: PanelProps['state']['walk']) =>
  step + 1 >= (textsIn('en')[lesson - 1]?.steps.length ?? 1);

const EyeIcon = () => (
  <svg width="14" height="14" viewBox="0 0 14 14" fill="none" stroke="currentColor" aria-hidden="true">
    <path d="M1 7s2.2-4 6-4 6 4 6 4-2.2 4-6 4-6-4-6-4Z" />
    <circle cx="7" cy="7" r="1.6" />
  </svg>
);
