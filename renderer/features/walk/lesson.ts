/** What a lesson is made of. The texts are data of their own, one file a lesson and language. */
import type { FirstStage, LessonAction } from '../../../shared/lessons/lesson.ts';
import type { HopOutcome } from '../../../shared/session/execution.ts';
import type { RedirectMode } from '../../../shared/session/session.ts';

/** The part of the window that a step asks the user to watch. */
export type Watched =
  'trace' | 'nodes' | 'shell' | 'hint' | 'modes' | 'key-to-slot' | 'map' | 'card' | 'status';

/** What the server has to have said to a command. */
export interface Check {
  /** The last hop's outcome; `none` for a line that was not sent. */
  ends: readonly (HopOutcome | 'none')[];
  /** Whether a MOVED came before it; both will do if it is left out. */
  moved?: boolean;
  /** In the reply as redis-cli prints it, or in the error. */
  says?: RegExp;
  /** What the card says should have come, where the source of `says` is no text to read. */
  wanted?: string;
}

export type Item =
  | { kind: 'command'; line: string; check: Check }
  /** A button: no command of a shell can do it. Main asks the nodes whether it has had its effect. */
  | { kind: 'action'; action: LessonAction }
  | { kind: 'mode'; mode: RedirectMode };

/** A drawing or table in the card. */
export type Figure = 'proxies' | 'codis' | 'files' | 'log' | 'nodes-line' | 'crc' | 'events';

export interface Step {
  items: readonly Item[];
  watch: Watched | null;
  figure?: Figure;
  /** Number of a lesson that explains more. */
  link?: number;
}

export interface Lesson {
  /** How far the lesson's servers are built when it begins. */
  stage: FirstStage;
  /** The redirect mode that it begins in. */
  mode: RedirectMode;
  steps: readonly Step[];
}

export interface StepText {
  /** Two sentences. Text between backticks is code. */
  why: string;
  watch: string;
  /** Shown once everything of the step was seen. */
  then?: string;
  /** Shown if an action of the step fails, which one can go on without. */
  instead?: string;
  link?: string;
}

export interface LessonText {
  title: string;
  steps: readonly StepText[];
}

export const command = (line: string, check: Partial<Check> = {}): Item => ({
  kind: 'command',
  line,
  check: { ends: ['reply'], ...check },
});
export const action = (name: LessonAction): Item => ({ kind: 'action', action: name });
