/** The demo cluster of a window. */
import { z } from 'zod';
import type { SessionState } from '../session/session.ts';
import { call, returns } from './call.ts';
import { nothing } from './fields.ts';

const port = z.int().min(1).max(65535);

export const demoCalls = {
  startDemo: call(nothing, returns<SessionState>()),
  stopDemo: call(nothing, returns<void>()),
  /** Copies a command for a terminal, password included, to the clipboard; the window never sees it. */
  copyDemoCommand: call(nothing, returns<void>()),
  startDemoNode: call(z.object({ port }), returns<void>()),
  stopDemoNode: call(z.object({ port }), returns<void>()),
};
