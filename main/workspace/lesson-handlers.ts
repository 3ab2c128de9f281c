/** The calls about the lessons. */
import type { HandlersOf } from '../../shared/calls/call.ts';
import type { lessonCalls } from '../../shared/calls/lesson.ts';
import type { LessonProgressFile } from '../lesson/progress-file.ts';
import type { LessonConnection } from './lesson-connection.ts';

export const createLessonHandlers = (
  lesson: LessonConnection,
  progress: LessonProgressFile,
): HandlersOf<typeof lessonCalls> => ({
  openLesson: ({ stage, mode, again }) => lesson.open(stage, mode, again),
  actInLesson: ({ action }) => lesson.act(action),
  leaveLesson: () => lesson.leave(),
  keepLessonProgress: (kept) => progress.keep(kept),
});
