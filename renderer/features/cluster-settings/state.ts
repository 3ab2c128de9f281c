/** The Settings view: what was read, which settings are shown, and the change that is being made. */
import type { Failure } from '../../../shared/failure.ts';
import type { ClusterSettings, SettingRow } from '../../../shared/operations/cluster-settings.ts';
import type { RefusedPlan } from '../../../shared/operations/operation.ts';
import type { Message } from '../../window/message.ts';
import { shownRows, type SettingFilter } from './compare.ts';

export interface ClusterSettingsState {
  settings: ClusterSettings | null;
  asking: 'read' | 'plan' | null;
  failure: Failure | null;
  refused: RefusedPlan | null;
  query: string;
  filter: SettingFilter;
  /** The setting that is open. */
  at: string | null;
  /** As typed; null until something is typed. */
  value: string | null;
  /** Ids of nodes that keep their value. */
  left: ReadonlySet<string>;
  rewrite: boolean;
}

export type ClusterSettingsMessage =
  | { type: 'settings-read' }
  | { type: 'settings-told'; settings: ClusterSettings }
  | { type: 'settings-failed'; failure: Failure }
  | { type: 'settings-query'; query: string }
  | { type: 'settings-filter'; filter: SettingFilter }
  | { type: 'settings-at'; name: string }
  /** Goes to the field of the value. */
  | { type: 'settings-edit' }
  | { type: 'settings-copy'; text: string }
  | { type: 'settings-value'; value: string }
  | { type: 'settings-node'; id: string; isOn: boolean }
  | { type: 'settings-rewrite'; isOn: boolean }
  | { type: 'settings-plan' }
  | { type: 'settings-refused'; refused: RefusedPlan }
  | { type: 'settings-planned' };

declare module '../../window/contract.ts' {
  interface FeatureStates {
    'cluster-settings': ClusterSettingsState;
  }
  interface Messages {
    'cluster-settings': ClusterSettingsMessage;
  }
}

export const NO_SETTINGS: ClusterSettingsState = {
  settings: null,
  asking: null,
  failure: null,
  refused: null,
  query: '',
  filter: 'all',
  at: null,
  value: null,
  left: new Set(),
  rewrite: true,
};

const CLEAR = { asking: null, failure: null, refused: null } as const;

export function reduceClusterSettings(own: ClusterSettingsState, message: Message): ClusterSettingsState {
  switch (message.type) {
    case 'settings-read':
      return { ...own, ...CLEAR, asking: 'read' };
    case 'settings-told':
      return { ...own, ...CLEAR, settings: message.settings };
    case 'settings-failed':
      return { ...own, asking: null, failure: message.failure };
    case 'settings-query':
      return { ...own, query: message.query };
    case 'settings-filter':
      return { ...own, filter: message.filter };
    case 'settings-at':
      if (message.name === own.at) return own;
      return { ...own, ...CLEAR, asking: own.asking, at: message.name, value: null, left: new Set() };
    case 'settings-value':
      return { ...own, refused: null, failure: null, value: message.value };
    case 'settings-node': {
      const left = new Set(own.left);
      if (message.isOn) left.delete(message.id);
      else left.add(message.id);
      return { ...own, refused: null, left };
    }
    case 'settings-rewrite':
      return { ...own, rewrite: message.isOn };
    case 'settings-plan':
      return { ...own, ...CLEAR, asking: 'plan' };
    case 'settings-refused':
      return { ...own, ...CLEAR, refused: message.refused };
    case 'settings-planned':
      return { ...own, ...CLEAR };
    case 'changes':
      // The first reading of another cluster.
      return message.changes[0]?.kind === 'first-read' ? NO_SETTINGS : own;
    case 'topology':
      return message.topology === null ? NO_SETTINGS : own;
    default:
      return own;
  }
}

export const rowsIn = ({ settings, query, filter }: ClusterSettingsState): SettingRow[] =>
  settings ? shownRows(settings, query, filter) : [];

/** The setting that is open, or the first one. */
export const currentRow = (own: ClusterSettingsState): SettingRow | null => {
  const rows = rowsIn(own);
  return rows.find(({ name }) => name === own.at) ?? rows[0] ?? null;
};

/** Ids of the nodes that are to change: those that answered and are not left out. */
export const chosenNodes = ({ settings, left }: ClusterSettingsState): string[] =>
  (settings?.nodes ?? []).filter(({ id, trouble }) => trouble === null && !left.has(id)).map(({ id }) => id);
