/** The progress in the lessons, as a page sends it and a file keeps it. */
import { z } from 'zod';
import { LESSON_COUNT, type LessonProgress } from './lesson.ts';

/** At most 500 ids of at most 20 characters. */
export const lessonProgressSchema = z.object({
  lesson: z.int().min(1).max(LESSON_COUNT),
  step: z.int().min(0).max(20),
  seen: z.array(z.string().min(1).max(20)).max(500),
  at: z.number().min(0),
  // Files of earlier versions do not say.
  isFinished: z.boolean().default(false),
}) satisfies z.ZodType<LessonProgress>;
