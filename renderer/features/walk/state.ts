/** Where the user is in the lessons, what was seen to happen, and the lessons' cluster as main reports it. Pure. */
import type { Boot } from '../../../shared/boot.ts';
import type { Failure } from '../../../shared/failure.ts';
import {
  LESSON_COUNT,
  LESSON_LABEL,
  type LessonAction,
  type LessonEvidence,
  type LessonProgress,
  type LessonStatus,
} from '../../../shared/lessons/lesson.ts';
import type { RedirectMode, SessionState } from '../../../shared/session/session.ts';
import type { Message } from '../../window/message.ts';
import type { State } from '../../window/state.ts';
import { isSameLine, judge, type Evidence, type Verdict } from './judge.ts';
import type { Item, Step } from './lesson.ts';
import { LESSONS } from './lessons/index.ts';

export interface WalkState {
  isOpen: boolean;
  /** 1 to 16. */
  lesson: number;
  /** Of the lesson, 0 and up. */
  step: number;
  /** By the item's id; null for what was seen in an earlier run of the app. */
  seen: { readonly [id: string]: Evidence | null };
  /** The last line of the step that got another answer than it is about. */
  other: { id: string; verdict: Extract<Verdict, { seen: false }> } | null;
  /** False while the cluster and the shells are brought to the beginning of the lesson. */
  isReady: boolean;
  /** The action under way. */
  acting: LessonAction | null;
  /** Why the last action, or the opening of a lesson, did not work. */
  failure: Failure | null;
  status: LessonStatus;
  /** Number of events that are shown: one more each second, slow enough to read. */
  eventsShown: number;
  /** Where the user was when the app was last used, and when; null once the user has gone on. */
  resumed: LessonProgress | null;
  /** True at the end of the last step, and from then until a lesson is gone to. */
  isFinished: boolean;
}

export type WalkMessage =
  | { type: 'lesson'; lesson: LessonStatus }
  | { type: 'lesson-go'; lesson: number; step: number }
  | { type: 'lesson-do'; action: LessonAction }
  | { type: 'lesson-done'; action: LessonAction; evidence: LessonEvidence }
  | { type: 'lesson-opened'; lesson: number }
  /** `action`: the one that failed; null for the opening of a lesson. */
  | { type: 'lesson-failed'; failure: Failure; action: LessonAction | null }
  | { type: 'lesson-restart' }
  /** Puts a command into the line, which the user runs. */
  | { type: 'lesson-insert'; line: string }
  /** Connects the shell to the lessons' cluster again. */
  | { type: 'lesson-reopen' }
  | { type: 'lesson-ask-reset' }
  | { type: 'lesson-reset-sure' }
  | { type: 'lesson-left'; saved: string | null };

declare module '../../window/contract.ts' {
  interface FeatureStates {
    walk: WalkState;
  }
  interface Messages {
    walk: WalkMessage;
  }
  interface Overlays {
    lessonReset: { kind: 'lessonReset' };
  }
}

export function walkOf({
  lesson: status,
  lessonProgress,
}: Pick<Boot, 'lesson' | 'lessonProgress'>): WalkState {
  const place = lessonProgress ? placeOf(lessonProgress.lesson, lessonProgress.step) : { lesson: 1, step: 0 };
  const isBegun = lessonProgress !== null && (place.lesson > 1 || place.step > 0);
  return takenUp({
    isOpen: false,
    ...place,
    seen: Object.fromEntries((lessonProgress?.seen ?? []).map((id) => [id, null])),
    other: null,
    isReady: false,
    acting: null,
    failure: null,
    status,
    eventsShown: 0,
    resumed: isBegun ? lessonProgress : null,
    isFinished: lessonProgress?.isFinished ?? false,
  });
}

/** The nearest step that exists. */
function placeOf(lesson: number, step: number): { lesson: number; step: number } {
  const at = Math.min(LESSON_COUNT, Math.max(1, lesson));
  return { lesson: at, step: Math.min(LESSONS[at - 1]!.steps.length - 1, Math.max(0, step)) };
}

export const stepOf = ({ lesson, step }: Pick<WalkState, 'lesson' | 'step'>): Step =>
  LESSONS[lesson - 1]!.steps[step]!;

export const itemId = ({ lesson, step }: Pick<WalkState, 'lesson' | 'step'>, index: number): string =>
  `${lesson}.${step}.${index}`;

export const isSeen = (walk: WalkState, index: number): boolean => itemId(walk, index) in walk.seen;

/** The first item of the step that was not seen yet; undefined if all were. */
export function nextItem(walk: WalkState): Item | undefined {
  return stepOf(walk).items.find((_, index) => !isSeen(walk, index));
}

export const isStepSeen = (walk: WalkState): boolean => nextItem(walk) === undefined;

/** Whether a shell is on the lessons' own cluster. */
export const isOnLesson = ({ phase, label, profile }: SessionState): boolean =>
  phase === 'connected' && label === LESSON_LABEL && profile === '';

/** Whether something of the step may be done now. */
export const mayAct = ({ isOpen, isReady, acting, status }: WalkState): boolean =>
  isOpen && isReady && acting === null && status.phase !== 'working';

/** The command that Tab puts into an empty line; empty for none. */
export function suggestionOf({ walk, session }: Pick<State, 'walk' | 'session'>): string {
  if (!mayAct(walk) || !isOnLesson(session)) return '';
  const item = nextItem(walk);
  return item?.kind === 'command' ? item.line : '';
}

export function reduceWalk(walk: WalkState, message: Message, before: State): WalkState {
  switch (message.type) {
    case 'action':
      return reduceAction(walk, message.name);
    case 'lesson':
      return {
        ...walk,
        status: message.lesson,
        eventsShown: Math.min(walk.eventsShown, message.lesson.events.length),
      };
    case 'lesson-go':
      return go(walk, message.lesson, message.step);
    case 'lesson-restart':
      return { ...go(walk, 1, 0), seen: {} };
    case 'lesson-do':
      return { ...walk, acting: message.action, failure: null, other: null, eventsShown: 0 };
    case 'lesson-done':
      return done(walk, message.action, message.evidence);
    case 'lesson-opened':
      return message.lesson === walk.lesson ? { ...walk, isReady: true } : walk;
    case 'lesson-failed':
      // A reset has ended it, or another lesson was gone to.
      if (message.action !== null && message.action !== walk.acting) return walk;
      return { ...walk, acting: null, failure: message.failure };
    case 'lesson-reset-sure':
      return { ...go(walk, walk.lesson, 0), isReady: false, acting: null, seen: withoutLesson(walk) };
    case 'lesson-left':
      return { ...takenUp(walk), isOpen: false, acting: null, failure: null };
    case 'tick':
      return walk.isOpen && walk.eventsShown < walk.status.events.length
        ? { ...walk, eventsShown: walk.eventsShown + 1 }
        : walk;
    case 'session':
      return reduceSession(walk, message.session);
    case 'executed': {
      const session = before.sessions[message.shell];
      if (!walk.isOpen || !session || !isOnLesson(session)) return walk;
      return message.executions.reduce((next, execution) => judged(next, execution, session.mode), walk);
    }
    default:
      return walk;
  }
}

function reduceAction(walk: WalkState, name: string): WalkState {
  if (name === 'learn')
    return walk.isOpen ? walk : { ...walk, isOpen: true, isReady: false, failure: null, other: null };
  if (!walk.isOpen || (name !== 'lesson-next' && name !== 'lesson-back')) return walk;
  const { lesson, step } = walk;
  if (walk.isFinished) return name === 'lesson-back' ? go(walk, lesson, step) : walk;
  if (name === 'lesson-back')
    return step > 0
      ? go(walk, lesson, step - 1)
      : go(walk, lesson - 1, (LESSONS[lesson - 2]?.steps.length ?? 1) - 1);
  if (step + 1 < LESSONS[lesson - 1]!.steps.length) return go(walk, lesson, step + 1);
  return lesson === LESSON_COUNT ? { ...walk, isFinished: true, resumed: null } : go(walk, lesson + 1, 0);
}

function go(walk: WalkState, lesson: number, step: number): WalkState {
  const place = placeOf(lesson, lesson < 1 ? 0 : step);
  const isSame = place.lesson === walk.lesson;
  const isReady = walk.isReady && isSame;
  // The cluster is brought to the lesson anew: what an earlier action brings about is gone from it.
  const acting = isSame ? walk.acting : null;
  return { ...walk, ...place, isReady, acting, other: null, failure: null, resumed: null, isFinished: false };
}

const withoutLesson = ({ seen, lesson }: WalkState) =>
  Object.fromEntries(Object.entries(seen).filter(([id]) => !id.startsWith(`${lesson}.`)));

const withSeen = (walk: WalkState, index: number, evidence: Evidence): WalkState => ({
  ...walk,
  seen: { ...walk.seen, [itemId(walk, index)]: evidence },
  other: null,
  resumed: null,
});

/**
 * The cluster will be built for the beginning of a lesson, so the user begins there, too: at the next one if all of this one
 * was done. Whoever has finished is at the end until a lesson is chosen.
 */
function takenUp(walk: WalkState): WalkState {
  if (walk.isFinished) return { ...walk, lesson: 1, step: 0, resumed: null };
  const { steps } = LESSONS[walk.lesson - 1]!;
  const isDone = steps.every((_, step) => isStepSeen({ ...walk, step }));
  if (!isDone) return { ...walk, step: 0, seen: withoutLesson(walk) };
  if (walk.lesson === LESSON_COUNT) return takenUp({ ...walk, isFinished: true });
  return takenUp({ ...walk, lesson: walk.lesson + 1, step: 0 });
}

function done(walk: WalkState, action: LessonAction, evidence: LessonEvidence): WalkState {
  // The lesson was left or reset meanwhile.
  if (walk.acting !== action) return walk;
  const index = stepOf(walk).items.findIndex((item) => item.kind === 'action' && item.action === action);
  const idle = { ...walk, acting: null };
  return index < 0 ? idle : withSeen(idle, index, evidence);
}

function reduceSession(walk: WalkState, session: SessionState): WalkState {
  if (!walk.isOpen || !walk.isReady || !isOnLesson(session)) return walk;
  const index = stepOf(walk).items.findIndex((item) => item.kind === 'mode' && item.mode === session.mode);
  if (index < 0 || isSeen(walk, index)) return walk;
  return withSeen(walk, index, { says: session.mode, node: session.currentNode });
}

/** The first command of the step with these words that was not seen yet; one that was is not judged again. */
function judged(walk: WalkState, execution: Parameters<typeof judge>[1], mode: RedirectMode): WalkState {
  const index = stepOf(walk).items.findIndex(
    (item, i) => item.kind === 'command' && !isSeen(walk, i) && isSameLine(execution.command, item.line),
  );
  const item = stepOf(walk).items[index];
  if (item?.kind !== 'command') return walk;
  const verdict = judge(item.check, execution, mode);
  if (verdict.seen) return withSeen(walk, index, verdict.evidence);
  return { ...walk, other: { id: itemId(walk, index), verdict } };
}
