/** The local clusters, as main reports them, the row that has the keyboard, and what is shown of its node. */
import type { Failure } from '../../../shared/failure.ts';
import type {
  LocalChoices,
  LocalCluster,
  LocalNode,
  LogPart,
  Loss,
  Persistence,
} from '../../../shared/local/local.ts';
import { reduceConf, type ConfMessage, type ConfSlice } from './conf-state.ts';
import type { Deed } from './deed.ts';
import type { Message } from '../../window/message.ts';

/** Lines of a log that are kept. */
const MOST_LINES = 1000;

export type Pane = 'log' | 'conf' | 'facts';

export interface LocalState extends ConfSlice {
  /** Null before main has been asked. */
  clusters: readonly LocalCluster[] | null;
  /** The row that has the keyboard; null for the first. */
  at: string | null;
  pane: Pane;
  /** Of the node that is followed; null before its first lines. */
  log: { cluster: string; port: number; lines: readonly string[] } | null;
  /** What is being done; empty for nothing. */
  busy: string;
  /** What was done; empty for nothing. */
  note: string;
  failure: Failure | null;
}

export interface NewLocal {
  kind: 'new-local';
  /** Null until main has looked for servers and ports. */
  choices: LocalChoices | null;
  name: string;
  primaries: number;
  replicas: number;
  /** As typed. */
  firstPort: string;
  persistence: Persistence;
  server: string;
  isBusy: boolean;
  failure: Failure | null;
}

/** Asks before something is lost. */
export interface LossQuestion {
  kind: 'local-loss';
  deed: Deed;
  name: string;
  loss: Loss;
}

type FormPart = Partial<Omit<NewLocal, 'kind' | 'choices' | 'isBusy' | 'failure'>>;

export type LocalMessage =
  | { type: 'local'; clusters: LocalCluster[] }
  | { type: 'local-log'; part: LogPart }
  | { type: 'local-at'; row: string }
  | { type: 'local-pane'; pane: Pane }
  /** Asks first if something would be lost. */
  | { type: 'local-do'; deed: Deed }
  | { type: 'local-ask'; question: LossQuestion }
  /** Does it at once. */
  | { type: 'local-done-asking'; deed: Deed }
  | ConfMessage
  | { type: 'local-busy'; text: string }
  | { type: 'local-note'; text: string }
  | { type: 'local-failed'; failure: Failure }
  | { type: 'local-new' }
  | { type: 'local-choices'; choices: LocalChoices }
  | { type: 'local-form'; part: FormPart }
  | { type: 'local-create'; form: NewLocal }
  | { type: 'local-create-failed'; failure: Failure }
  | { type: 'local-created'; id: string };

declare module '../../window/contract.ts' {
  interface FeatureStates {
    local: LocalState;
  }
  interface Messages {
    local: LocalMessage;
  }
  interface Overlays {
    'new-local': NewLocal;
    'local-loss': LossQuestion;
  }
}

export const NO_LOCAL: LocalState = {
  ...{ clusters: null, at: null, pane: 'log', log: null, conf: null, drafts: {} },
  ...{ busy: '', note: '', failure: null },
};

export function reduceLocal(own: LocalState, message: Message): LocalState {
  switch (message.type) {
    case 'local':
      return { ...own, clusters: message.clusters };
    case 'local-log': {
      const { cluster, port, lines, isWhole } = message.part;
      const continues = !isWhole && own.log?.cluster === cluster && own.log.port === port;
      const before = continues ? own.log!.lines : [];
      return { ...own, log: { cluster, port, lines: [...before, ...lines].slice(-MOST_LINES) } };
    }
    case 'local-conf-open':
    case 'local-conf-read':
    case 'local-conf-failed':
    case 'local-conf-text':
    case 'local-conf-discard':
    case 'local-conf-save':
    case 'local-conf-saved':
      return { ...own, ...reduceConf(own, message) };
    case 'local-at':
      return message.row === own.at ? own : { ...own, at: message.row, note: '', failure: null };
    case 'local-pane':
      return { ...own, pane: message.pane };
    case 'local-busy':
      return { ...own, busy: message.text, note: '', failure: null };
    case 'local-note':
      return { ...own, busy: '', note: message.text, failure: null };
    case 'local-failed':
      return { ...own, busy: '', note: '', failure: message.failure };
    case 'local-created':
      return { ...own, at: firstRowOf(own, message.id) ?? own.at };
    default:
      return own;
  }
}

export const rowOf = (id: string, port: number): string => `${id}/${port}`;

export interface Row {
  row: string;
  cluster: LocalCluster;
  node: LocalNode;
}

export const rowsOf = ({ clusters }: LocalState): Row[] =>
  (clusters ?? []).flatMap((cluster) =>
    cluster.nodes.map((node) => ({ row: rowOf(cluster.id, node.port), cluster, node })),
  );

/** The row that has the keyboard; null if there is no node. */
export function currentRow(own: LocalState): Row | null {
  const rows = rowsOf(own);
  return rows.find(({ row }) => row === own.at) ?? rows[0] ?? null;
}

const firstRowOf = (own: LocalState, id: string): string | null =>
  rowsOf(own).find(({ cluster }) => cluster.id === id)?.row ?? null;

export const EMPTY_FORM: NewLocal = {
  ...{ kind: 'new-local', choices: null, name: '', primaries: 3, replicas: 1 },
  ...{ firstPort: '', persistence: 'none', server: '', isBusy: false, failure: null },
};

export function reduceForm(form: NewLocal, message: Message): NewLocal | null {
  switch (message.type) {
    case 'local-choices': {
      const { choices } = message;
      const server = form.server || (choices.servers[0]?.path ?? '');
      return { ...form, choices, server, firstPort: form.firstPort || String(choices.firstPort ?? '') };
    }
    case 'local-form':
      return { ...form, ...message.part, failure: null };
    case 'local-create':
      return { ...form, isBusy: true, failure: null };
    case 'local-create-failed':
      return { ...form, isBusy: false, failure: message.failure };
    case 'local-created':
      return null;
    default:
      return form;
  }
}

/** Whether the user must be asked first. A kill loses what a stop would still write. */
export function isLosing({ act, port }: Deed, loss: Loss): boolean {
  if (act === 'remove') return true;
  if (act !== 'stop' && act !== 'kill' && act !== 'restart') return false;
  const unsaved = act === 'kill' ? loss.unsaved : 0;
  return loss.silent.length > 0 || unsaved > 0 || (loss.unkept > 0 && !(port !== null && loss.hasHeirs));
}
