/** Messages for main's reports about the cluster and the shells, and for the user's actions on the window itself. */
import type { ActionName, TabName, ViewName } from '../../shared/actions.ts';
import type { CommandDocs } from '../../shared/commands/command-docs.ts';
import type { CommandTable } from '../../shared/commands/command-table.ts';
import type { Topology } from '../../shared/cluster/topology.ts';
import type { Execution } from '../../shared/session/execution.ts';
import type { NodeStats } from '../../shared/cluster/node-stats.ts';
import type { SessionState } from '../../shared/session/session.ts';
import type { SettingChange, Settings } from '../../shared/session/settings.ts';
import type { SplitDirection } from '../../shared/session/shown.ts';
import type { Hint } from '../repl/line/hint.ts';

/** A side panel. */
export type PanelName = 'nodes' | 'inspector';

export type WindowMessage =
  | { type: 'session'; session: SessionState }
  | { type: 'show-shell'; shell: number }
  /** With a direction it is shown in the other pane. */
  | { type: 'shell-opened'; session: SessionState; direction: SplitDirection | null }
  | { type: 'close-shell'; shell: number }
  /** Shows a shell in the other pane. */
  | { type: 'split-with'; shell: number; direction: SplitDirection }
  /** Percent of the room for the first pane. */
  | { type: 'pane-share'; share: number }
  | { type: 'topology'; topology: Topology | null }
  /** `at`: milliseconds since 1970. */
  | { type: 'stats'; stats: readonly NodeStats[]; at: number }
  /** As main has them. */
  | { type: 'settings'; settings: Settings }
  /** The user chose a value. */
  | { type: 'set'; change: SettingChange }
  | { type: 'commands'; commands: CommandTable }
  | { type: 'docs'; docs: CommandDocs }
  | { type: 'executed'; shell: number; executions: readonly Execution[] }
  | { type: 'hint'; hint: Hint }
  | { type: 'tick'; now: number }
  | { type: 'resized'; width: number }
  | { type: 'action'; name: ActionName }
  | { type: 'view'; view: 'shell' | ViewName }
  | { type: 'tab'; tab: TabName }
  | { type: 'close-drawer' }
  | { type: 'panel-width'; panel: PanelName; width: number }
  | { type: 'editor-height'; height: number }
  | { type: 'close-overlay' }
  | { type: 'palette-query'; query: string }
  | { type: 'palette-select'; selected: number };
