/** The cluster of the lessons, and the user's progress in them, as they cross between main and the window. Plain data only. */
import type { Failure } from '../failure.ts';

export const LESSON_COUNT = 16;
/** The label of a window's connection to the cluster of the lessons. */
export const LESSON_LABEL = 'Lesson cluster';

/**
 * How far the lesson's servers are built. nothing: no server · one: a plain server, its replica not started · proxy: two plain
 * servers behind a twemproxy · files: six conf files · servers: six processes that do not know each other · joined: a cluster ·
 * down: the primary of slot 12706 is dead, and its replica has taken over · split: no node of that slot is left · grown: one
 * more primary and replica.
 */
export const LESSON_STAGES = [
  'nothing',
  'one',
  'proxy',
  'files',
  'servers',
  'joined',
  'down',
  'split',
  'grown',
] as const;
export type LessonStage = (typeof LESSON_STAGES)[number];
/** The stages that a lesson can begin with. */
export const FIRST_STAGES = LESSON_STAGES.filter((stage) => stage !== 'grown');
export type FirstStage = (typeof FIRST_STAGES)[number];

/** The parts of a lesson that no command of a shell can do. */
export const LESSON_ACTIONS = [
  'start-replica',
  'start-proxy',
  'list-keys',
  'write-files',
  'start-servers',
  'join',
  'kill-primary',
  'start-again',
  'kill-shard',
  'start-shard',
  'start-machine',
  'add-machine',
] as const;
export type LessonAction = (typeof LESSON_ACTIONS)[number];

/** Something that the nodes were seen to do, in the order in which it was seen. */
export interface LessonEvent {
  kind:
    'killed' | 'suspected' | 'failed' | 'election' | 'vote' | 'promoted' | 'started' | 'demoted' | 'synced';
  /** The node that did it, or that it was done to. */
  node: string;
  /** Milliseconds since the action began. */
  at: number;
  /** The line of the node's own log, escaped; empty if it was seen otherwise. */
  says: string;
}

export interface LessonFile {
  address: string;
  path: string;
  /** Without the password. */
  text: string;
}

export interface LessonStatus {
  phase: 'off' | 'working' | 'ready' | 'failed';
  stage: LessonStage;
  /** Every server of the stage. `lost`: it ended without being told to. */
  nodes: { port: number; running: boolean; lost: boolean }[];
  /** The last lines of what was done, such as `[OK] All 16384 slots covered.` */
  log: string[];
  files: LessonFile[];
  events: LessonEvent[];
  failure: Failure | null;
}

export const NO_LESSON: LessonStatus = {
  phase: 'off',
  stage: 'nothing',
  nodes: [],
  log: [],
  files: [],
  events: [],
  failure: null,
};

/** What a node answered when main asked it whether an action has had its effect. */
export interface LessonEvidence {
  says: string;
  /** Its address; empty if it is not about one node. */
  node: string;
}

/** Where the user was when the lessons were last open. */
export interface LessonProgress {
  /** 1 to 16. */
  lesson: number;
  /** 0 and up. */
  step: number;
  /** Ids of what was seen to happen. */
  seen: string[];
  /** Milliseconds since 1970. */
  at: number;
  /** Whether the end was reached, and nothing was begun again since. */
  isFinished: boolean;
}
