/** Everything that can happen in the window: what main says, what the user does. */
import type { ActionName } from '../../shared/actions.ts';
import type { CommandDocs } from '../../shared/commands/command-docs.ts';
import type { CommandTable } from '../../shared/commands/command-table.ts';
import type { NodeAddress, Topology } from '../../shared/cluster/topology.ts';
import type { DemoStatus } from '../../shared/cluster/demo.ts';
import type { Execution } from '../../shared/session/execution.ts';
import type { Failure } from '../../shared/failure.ts';
import type { NodeStats } from '../../shared/cluster/node-stats.ts';
import type { SessionState } from '../../shared/session/session.ts';
import type { Settings } from '../../shared/session/settings.ts';
import type { KeyFacts } from '../../shared/slots/slot-model.ts';
import type { CalculatorMessage } from '../features/calculator/state.ts';
import type { ConnectionsMessage } from '../features/connections/state.ts';
import type { DoctorMessage } from '../features/connections/doctor/state.ts';
import type { MapMessage } from '../features/map/state.ts';
import type { NodesMessage } from '../features/nodes/state.ts';
import type { OverlayMessage } from './overlay-state.ts';
import type { Hint } from '../repl/line/hint.ts';
import type { SlotMessage } from '../features/slot/state.ts';
import type { InspectorTab, PanelName, ViewName } from './state.ts';
import type { TagsMessage } from '../features/tags/state.ts';
import type { TimelineMessage } from '../features/timeline/state.ts';
import type { TransferMessage } from '../features/connections/transfer/state.ts';

export type Message =
  | { type: 'session'; session: SessionState }
  | { type: 'show-shell'; shell: number }
  | { type: 'shell-opened'; session: SessionState }
  | { type: 'close-shell'; shell: number }
  | { type: 'topology'; topology: Topology | null }
  | { type: 'stats'; stats: readonly NodeStats[] }
  | { type: 'demo'; demo: DemoStatus }
  | { type: 'settings'; settings: Settings }
  | { type: 'commands'; commands: CommandTable }
  | { type: 'docs'; docs: CommandDocs }
  | { type: 'executed'; shell: number; executions: readonly Execution[] }
  | { type: 'hint'; hint: Hint }
  | { type: 'tick'; now: number }
  | { type: 'resized'; width: number }
  | { type: 'action'; name: ActionName }
  | { type: 'tab'; tab: InspectorTab }
  | { type: 'close-drawer' }
  | { type: 'panel-width'; panel: PanelName; width: number }
  | { type: 'editor-height'; height: number }
  | { type: 'key-to-slot'; text: string }
  | { type: 'view'; view: ViewName }
  /** Runs the command that reads it; `facts` as far as they are known. */
  | { type: 'read-key'; key: Uint8Array; facts: KeyFacts | null }
  | { type: 'insert-key'; key: Uint8Array }
  | { type: 'insert-command'; name: string; keys: readonly Uint8Array[] }
  | { type: 'connect-text'; text: string }
  | { type: 'connect-mark'; mark: 'production' | 'readOnly'; on: boolean }
  | { type: 'connect' }
  | { type: 'connect-failed'; failure: Failure }
  | { type: 'demo-failed'; failure: Failure }
  | { type: 'current-node'; node: NodeAddress }
  | { type: 'demo-node'; port: number; run: boolean }
  | { type: 'node-failed'; node: NodeAddress; failure: Failure }
  | ConnectionsMessage
  | DoctorMessage
  | TransferMessage
  | SlotMessage
  | MapMessage
  | NodesMessage
  | CalculatorMessage
  | TagsMessage
  | TimelineMessage
  | OverlayMessage;
