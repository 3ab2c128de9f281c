/** Main's side of the contract for one window: the handlers of each subject, which lie beside what they drive. */
import type { Emit, Handlers } from '../../shared/ipc.ts';
import { createClusterHandlers } from './cluster-handlers.ts';
import { createClusterSettingHandlers } from './cluster-setting-handlers.ts';
import { createConnectionHandlers } from './connection-handlers.ts';
import { createDemoHandlers } from './demo-handlers.ts';
import { createDebugHandlers } from './debug-handlers.ts';
import type { Desktop } from './desktop.ts';
import { createDoctorHandlers } from './doctor-handlers.ts';
import { createFileHandlers } from './file-handlers.ts';
import { createHistoryHandlers } from './history-handlers.ts';
import { createNewNodeHandlers } from './new-node-handlers.ts';
import { createLessonHandlers } from './lesson-handlers.ts';
import { createOperationHandlers } from './operation-handlers.ts';
import type { ProgramData } from './program-data.ts';
import { createLocalHandlers } from './local-handlers.ts';
import { createReplyHandlers } from './reply-handlers.ts';
import { createScanHandlers } from './scan-handlers.ts';
import { createShellHandlers } from './shell-handlers.ts';
import { createSituationHandlers } from './situation-handlers.ts';
import { createSnippetHandlers } from './snippet-handlers.ts';
import { createSlotHandlers } from './slot-handlers.ts';
import { createUpdateHandlers } from './update-handlers.ts';
import { createWindowHandlers } from './window-handlers.ts';
import type { Workspace } from './workspace.ts';

export const createHandlers = (
  workspace: Workspace,
  { settings, histories, connections, lessons, locals, snippets }: ProgramData,
  desktop: Desktop,
  emit: Emit,
): Handlers => ({
  ...createWindowHandlers(workspace, { settings, connections, lessons }, desktop),
  ...createShellHandlers(workspace, histories, desktop),
  ...createClusterHandlers(workspace),
  ...createConnectionHandlers(workspace, connections, desktop),
  ...createDoctorHandlers(workspace, connections, emit),
  ...createSlotHandlers(workspace),
  ...createSituationHandlers(workspace),
  ...createOperationHandlers(workspace.operations),
  ...createNewNodeHandlers(workspace),
  ...createClusterSettingHandlers(workspace.operations),
  ...createScanHandlers(workspace, desktop),
  ...createDebugHandlers(workspace, desktop),
  ...createReplyHandlers(workspace, desktop),
  ...createDemoHandlers(workspace.demo, desktop),
  ...createLessonHandlers(workspace.lesson, lessons),
  ...createLocalHandlers(workspace.localConnection(locals), locals, desktop),
  ...createHistoryHandlers(workspace.shells, histories),
  ...createSnippetHandlers(workspace.shells, snippets),
  ...createFileHandlers(desktop),
  ...createUpdateHandlers(desktop),
});
