/** What the window starts with, and a scan, as main would send them. */
import type { Boot } from '../../shared/boot.ts';
import { NO_LESSON } from '../../shared/lessons/lesson.ts';
import { DEFAULT_SETTINGS } from '../../shared/session/settings.ts';
import { DISCONNECTED } from '../../shared/session/session.ts';
import { DEFAULT_SCAN, type ScanState } from '../../shared/slots/scan-model.ts';

export const BOOT: Boot = {
  version: '0.1.0',
  electron: { running: '45.4.1', wanted: '45.4.1' },
  redisServer: null,
  preferences: { hints: null, problems: [] },
  settings: DEFAULT_SETTINGS,
  systemLanguage: 'en',
  session: DISCONNECTED,
  shells: [DISCONNECTED],
  topology: null,
  changes: [],
  scan: null,
  biggestKeys: null,
  connections: { list: [], store: 'keychain', isReadOnly: false },
  begin: null,
  update: { kind: 'quiet' },
  shown: { shell: 1, split: null, view: 'shell' },
  notices: [],
  lesson: NO_LESSON,
  lessonProgress: null,
  learn: false,
  demo: { phase: 'stopped', nodes: [], log: [], failure: null },
};

/** A scan that has just begun and found nothing, but for what is given. */
export const scanState = (more: Partial<ScanState> = {}): ScanState => ({
  id: 1,
  phase: 'running',
  options: DEFAULT_SCAN,
  startedAt: 0,
  milliseconds: 0,
  keys: 0,
  expected: 0,
  tagged: 0,
  tags: 0,
  prefixes: 0,
  shards: [],
  slots: new Uint32Array(16384),
  fullestSlot: null,
  bigTags: { tags: 0, keys: 0, slots: 0 },
  topTags: [],
  memory: null,
  types: [],
  sampled: 0,
  estimates: null,
  recounted: [],
  unsettled: [],
  notes: [],
  failure: null,
  ...more,
});
