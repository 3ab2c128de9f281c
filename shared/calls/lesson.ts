/** The lessons of a window: their own cluster, and how far the user has come. */
import { z } from 'zod';
import { FIRST_STAGES, LESSON_ACTIONS, type LessonEvidence } from '../lessons/lesson.ts';
import { lessonProgressSchema } from '../lessons/progress-schema.ts';
import { REDIRECT_MODES } from '../session/session.ts';
import { call, returns } from './call.ts';
import { nothing } from './fields.ts';

const stage = z.enum(FIRST_STAGES);
const mode = z.enum(REDIRECT_MODES);

export const lessonCalls = {
  /** Brings the lesson's cluster to a stage and the window's shells to it. `again` builds it from nothing. */
  openLesson: call(z.object({ stage, mode, again: z.boolean() }), returns<void>()),
  /** Resolves once the effect was seen at the nodes. */
  actInLesson: call(z.object({ action: z.enum(LESSON_ACTIONS) }), returns<LessonEvidence>()),
  /**
   * Ends the lesson's cluster and opens what was open before. Resolves to the id of a saved connection if the window has to
   * open that one by itself.
   */
  leaveLesson: call(nothing, returns<{ saved: string | null }>()),
  keepLessonProgress: call(lessonProgressSchema, returns<void>()),
};
