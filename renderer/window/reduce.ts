/** The state before the first message, and how each message changes it. Pure: effects.ts does what must be done. */
import type { Boot } from '../../shared/boot.ts';
import { BUNDLED_COMMANDS } from '../../shared/commands/command-table.ts';
import { languageOf } from '../../shared/language/language.ts';
import type { Settings } from '../../shared/session/settings.ts';
import { features } from '../features/index.ts';
import { addSamples, metricsIn } from '../kit/node-metrics.ts';
import type { FeatureStates } from './contract.ts';
import type { FeatureWithState } from './feature.ts';
import type { Message } from './message.ts';
import { reduceOverlay } from './overlay-state.ts';
import { reduceSettings } from './settings-state.ts';
import { reducePanes, validSplit } from './panes-state.ts';
import { reduceShells } from './shells-state.ts';
import { reduceShown } from './shown-state.ts';
import type { State, WindowState } from './state.ts';

type Name = keyof FeatureStates;
const STATEFUL = Object.entries(features).filter(([, feature]) => 'reduce' in feature) as [
  Name,
  FeatureWithState<Name>,
][];

/** The features' states, each made by `next`. */
const statesOf = (next: (name: Name, feature: FeatureWithState<Name>) => FeatureStates[Name]) =>
  Object.fromEntries(
    STATEFUL.map(([name, feature]) => [name, next(name, feature)]),
  ) as unknown as FeatureStates;

export const initialState = (boot: Boot, width: number, now: number): State => ({
  ...windowState(boot, width, now),
  ...statesOf((_, feature) => feature.initial(boot)),
});

/** The shell that was shown; the first if that one has been closed since. */
const shownSession = ({ shells, shown, session }: Boot) =>
  [session, ...shells].find(({ shell }) => shell === shown.shell) ?? session;

const windowState = (boot: Boot, width: number, now: number): WindowState => ({
  now,
  width,
  version: boot.version,
  electron: boot.electron,
  redisServer: boot.redisServer,
  settings: boot.settings,
  systemLanguage: boot.systemLanguage,
  language: languageOf(boot.settings.language, boot.systemLanguage),
  session: shownSession(boot),
  sessions: Object.fromEntries(boot.shells.map((session) => [session.shell, session])),
  active: shownSession(boot).shell,
  split: validSplit(
    boot.shown.split,
    shownSession(boot).shell,
    boot.shells.map(({ shell }) => shell),
  ),
  started: boot.session.phase !== 'disconnected' || boot.session.failure !== null,
  topology: boot.topology,
  commands: BUNDLED_COMMANDS,
  docs: {},
  metrics: {},
  hint: { kind: 'empty' },
  view: boot.shown.view,
  tab: 'trace',
  drawer: null,
  overlay: null,
});

export function reduce(before: State, message: Message): State {
  const facts = reduceFacts(before, message);
  const shown = reduceShown(reducePanes(reduceShells(facts, message), message), message);
  return {
    ...shown,
    ...statesOf((name, feature) => feature.reduce(before[name], message, before)),
    metrics: metricsIn(shown.metrics, shown.session.database),
    overlay: reduceOverlay(shown.overlay, message),
  };
}

/** Reduces messages about the cluster, the settings and the time. */
function reduceFacts(state: State, message: Message): State {
  switch (message.type) {
    case 'topology':
      return { ...state, topology: message.topology, metrics: message.topology ? state.metrics : {} };
    case 'stats':
      return { ...state, metrics: addSamples(state.metrics, message.stats, state.session.database) };
    case 'commands':
      return { ...state, commands: message.commands };
    case 'docs':
      return { ...state, docs: message.docs };
    case 'settings':
      return withSettings(state, message.settings);
    case 'set':
      return withSettings(state, reduceSettings(state.settings, message));
    case 'action': {
      const settings = reduceSettings(state.settings, message);
      // A lesson's mode is the lesson's: the user's own is that of the next start, however this one ends.
      const { mode } = state.walk.isOpen ? state.settings : settings;
      return {
        ...withSettings(state, { ...settings, mode }),
        started: state.started || message.name === 'learn',
      };
    }
    case 'lesson-left':
      // Back to what was open before, or to the first-run screen.
      return { ...state, started: message.saved !== null || state.session.phase !== 'disconnected' };
    case 'hint':
      return { ...state, hint: message.hint };
    case 'tick':
      return { ...state, now: message.now };
    default:
      return state;
  }
}

const withSettings = (state: State, settings: Settings): State => ({
  ...state,
  settings,
  language: languageOf(settings.language, state.systemLanguage),
});
