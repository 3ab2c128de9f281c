/** The texts of all lessons, in the order of the lessons. */
import type { LessonText } from '../../lesson.ts';
import { oneServer } from './01-one-server.ts';
import { proxies } from './02-proxies.ts';
import { confFiles } from './03-conf-files.ts';
import { processes } from './04-processes.ts';
import { joined } from './05-joined.ts';
import { moved } from './06-moved.ts';
import { followed } from './07-followed.ts';
import { clusterNodes } from './08-cluster-nodes.ts';
import { whySlot } from './09-why-12706.ts';
import { mset } from './10-mset.ts';
import { hashTags } from './11-hash-tags.ts';
import { slotQuestions } from './12-slot-questions.ts';
import { primaryDies } from './13-primary-dies.ts';
import { comesBack } from './14-comes-back.ts';
import { fullCoverage } from './15-full-coverage.ts';
import { oneMoreMachine } from './16-one-more-machine.ts';

export const LESSON_TEXTS: readonly LessonText[] = [
  oneServer,
  proxies,
  confFiles,
  processes,
  joined,
  moved,
  followed,
  clusterNodes,
  whySlot,
  mset,
  hashTags,
  slotQuestions,
  primaryDies,
  comesBack,
  fullCoverage,
  oneMoreMachine,
];
