/** Everything the window shows, as one value. */
import type { TabName, ViewName } from '../../shared/actions.ts';
import type { Boot } from '../../shared/boot.ts';
import type { CommandDocs } from '../../shared/commands/command-docs.ts';
import type { CommandTable } from '../../shared/commands/command-table.ts';
import type { Topology } from '../../shared/cluster/topology.ts';
import type { LanguageName } from '../../shared/language/language.ts';
import type { SessionState } from '../../shared/session/session.ts';
import type { Settings } from '../../shared/session/settings.ts';
import type { Split } from '../../shared/session/shown.ts';
import type { Metrics } from '../kit/node-metrics.ts';
import type { Hint } from '../repl/line/hint.ts';
import type { FeatureStates, Overlays } from './contract.ts';
import type { Message } from './message.ts';
import type { PanelName } from './window-message.ts';

/** The window's own part: the cluster, the shells, and the layout. */
export interface WindowState {
  now: number;
  width: number;
  version: string;
  electron: Boot['electron'];
  redisServer: string | null;
  settings: Settings;
  systemLanguage: LanguageName;
  /** The language that is drawn. */
  language: LanguageName;
  /** The session of the active shell. */
  session: SessionState;
  /** By the shell's number. */
  sessions: { readonly [shell: number]: SessionState };
  /** The shell that is shown; in two panes, that of the focused one. */
  active: number;
  /** The two panes; null while one shell has the whole room. */
  split: Split | null;
  /** True once there has been a cluster, or one was asked for at start, or is being created: the first-run screen has gone. */
  started: boolean;
  topology: Topology | null;
  commands: CommandTable;
  /** Empty until they are read. */
  docs: CommandDocs;
  metrics: Metrics;
  hint: Hint;
  /** The view in the middle. */
  view: 'shell' | ViewName;
  /** The tab shown in the inspector. */
  tab: TabName;
  /** The side panel that is open over the shell because the window is too narrow to have it beside. */
  drawer: PanelName | null;
  /** The one dialog that may be open. */
  overlay: Overlay | null;
}

export type Overlay = Overlays[keyof Overlays];
export interface State extends WindowState, FeatureStates {}
export type Send = (message: Message) => void;
export interface PanelProps {
  state: State;
  send: Send;
}
