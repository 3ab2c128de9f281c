/** The calls about the demo cluster. */
import type { HandlersOf } from '../../shared/calls/call.ts';
import type { demoCalls } from '../../shared/calls/demo.ts';
import type { DemoConnection } from './demo-connection.ts';
import type { Desktop } from './desktop.ts';

export const createDemoHandlers = (demo: DemoConnection, desktop: Desktop): HandlersOf<typeof demoCalls> => ({
  startDemo: () => demo.start(),
  stopDemo: () => demo.stop(),
  copyDemoCommand: () => desktop.copyText(demo.command),
  startDemoNode: ({ port }) => demo.startNode(port),
  stopDemoNode: ({ port }) => demo.stopNode(port),
});
