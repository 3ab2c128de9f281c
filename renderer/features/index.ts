/**
 * Every feature of the window, once. The state, the messages, the views, the tabs, the dialogs and what is done about
 * messages are all derived from this object.
 *
 * To add a view called hello:
 * 1. Make the folder features/hello. Its index exports the feature, imports its styles, and has `late` of kit/late.tsx load the
 *    view after the first prompt:
 *    `export const hello = { initial, reduce, perform, view } satisfies FeatureWithState<'hello'>`,
 *    or `{ view } satisfies Feature` if it has no state. Beside it, its state declares its part of the window's types:
 *    `declare module '../../window/contract.ts' { interface FeatureStates { hello: … } interface Messages { hello: … } }`.
 * 2. Import it here and name it in `features`.
 * 3. Add a row to shared/actions.ts: `{ name: 'show-hello', label: 'Hello', menu: 'Go', shortcut: …, opens: 'view' }`.
 *    The view's tab, the menu, the palette and the list of keys take the label and the key from that row.
 * 4. Add its calls to main, if any: a row in shared/calls and a handler in main/workspace for each.
 * A tab of the inspector is the same, with `tab` and `opens: 'tab'`. The order of the imports is that of the styles.
 */
import type { TabName, ViewName } from '../../shared/actions.ts';
import type { FeatureStates } from '../window/contract.ts';
import type { Feature, FeatureWithState } from '../window/feature.ts';
import { runtime } from './runtime/index.ts';
import { slot } from './slot/index.ts';
import { map } from './map/index.ts';
import { calculator } from './calculator/index.ts';
import { tags } from './tags/index.ts';
import { nodes } from './nodes/index.ts';
import { trace } from './trace/index.ts';
import { situation } from './situation/index.ts';
import { operations } from './operations/index.ts';
import { clusterSettings } from './cluster-settings/index.ts';
import { create } from './create-wizard/index.ts';
import { timeline } from './timeline/index.ts';
import { transcript } from './transcript/index.ts';
import { demo } from './demo/index.ts';
import { local } from './local/index.tsx';
import { connections } from './connections/index.tsx';
import { connecting } from './connections/connecting/index.ts';
import { doctor } from './connections/doctor/index.ts';
import { transfer } from './connections/transfer/index.ts';
import { guard } from './guard/index.tsx';
import { paste } from './paste/index.tsx';
import { broadcast } from './broadcast/index.ts';
import { menu } from './menu/index.ts';
import { walk } from './walk/index.tsx';
import { about } from './about/index.tsx';
import { licences } from './licences/index.ts';
import { appSettings } from './app-settings/index.ts';
import { dropping } from './dropping/index.ts';
import { snippets } from './snippets/index.tsx';
import { updates } from './updates/index.ts';
import { replies } from './replies/index.tsx';

/** Every part of the state has its feature, and every row that opens a view or a tab has one. */
type Features = { readonly [N in keyof FeatureStates]: FeatureWithState<N> } & {
  readonly [V in ViewName]: Required<Pick<Feature, 'view'>>;
} & { readonly [T in TabName]: Required<Pick<Feature, 'tab'>> } & { readonly [name: string]: Feature };

export const features = {
  runtime,
  slot,
  map,
  calculator,
  tags,
  nodes,
  trace,
  situation,
  operations,
  create,
  'cluster-settings': clusterSettings,
  timeline,
  transcript,
  demo,
  local,
  connections,
  connecting,
  doctor,
  transfer,
  guard,
  paste,
  broadcast,
  replies,
  snippets,
  dropping,
  menu,
  walk,
  licences,
  about,
  'app-settings': appSettings,
  updates,
} satisfies Features;
