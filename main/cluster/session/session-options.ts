/** The options of a shell, its callbacks, and the options of a command. */
import type { Approval } from '../../../shared/commands/guard.ts';
import type { Hop, PushedItem } from '../../../shared/session/execution.ts';
import type { ReadFrom, RedirectMode, SessionState } from '../../../shared/session/session.ts';
import type { TlsOptions } from '../wire/link-options.ts';
import type { ClusterHooks } from '../cluster-members.ts';
import type { Cluster } from '../cluster.ts';

export interface SessionOptions extends Omit<Cluster['options'], 'readOnly'> {
  /** Writes are refused before they are sent. */
  readOnly?: boolean;
  mode: RedirectMode;
  /** Id of the saved connection. */
  profile?: string;
  /** As in SessionState; a colon by default. */
  separator?: string;
  readFrom?: ReadFrom;
  /** Whether MONITOR shows the program's own questions; it does not by default. */
  showsOwn?: () => boolean;
  /** False: the answer of a cluster that cannot serve now (CLUSTERDOWN, TRYAGAIN, …) is reported at once. */
  patient?: boolean;
  /** Replies of any size are returned whole, for a program without a window. */
  wholeReplies?: boolean;
}

/** Events of the cluster go to the first shell's hooks, events of a shell to its own. */
export interface SessionHooks extends ClusterHooks {
  onState?(state: SessionState): void;
  /** A command waits long for an answer, though its node answers others; shown as a notice if this is not given. */
  onSilence?(text: string): void;
  /** A command that runs alone goes on to the node that MOVED or ASK named: before anything is sent there. */
  onRedirect?(hop: Hop): void;
  /** Messages, MONITOR's lines, invalidations. */
  onPushed?(items: PushedItem[]): void;
}

export interface ExecuteOptions {
  /** `@all`, `@node:7001`, `@split`, …; see targets.ts. */
  target?: string | null;
  /** The total number of times that the line runs it, for a question before a dangerous command. */
  repeat?: number;
  /** The answer to the question that this command raised before. */
  approval?: Approval | null;
  /** More lines were submitted with it, by a pipe or a paste: nobody reads its answer before they run. */
  unattended?: boolean;
}

/** A shell before its first command. */
export const firstState = (cluster: Cluster, options: SessionOptions, shell: number): SessionState => ({
  shell,
  phase: cluster.phase,
  label: options.label,
  profile: options.profile ?? '',
  separator: options.separator ?? ':',
  environment: options.environment,
  readOnly: options.readOnly ?? false,
  unchecked: uncheckedOf(options.connection.tls),
  server: cluster.server.name,
  user: userName(options.connection.username),
  currentNode: cluster.topology?.source ?? options.seeds[0] ?? '',
  elsewhere: cluster.elsewhere,
  database: options.connection.database,
  mode: options.mode,
  protocol: options.connection.protocol,
  transaction: '',
  subscribed: false,
  failure: null,
});

/** The user's name; empty for the default user, however it was given. */
export const userName = (name: string | undefined): string => (name === 'default' ? '' : (name ?? ''));

function uncheckedOf(tls: TlsOptions | undefined): SessionState['unchecked'] {
  if (tls?.rejectUnauthorized === false) return 'certificate';
  return tls?.checkName === false ? 'name' : 'nothing';
}
