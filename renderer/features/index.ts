/**
 * Every feature of the window, once. The state, the messages, the views, the tabs, the dialogs and what is done about
 * messages are all derived from this object. CONTRIBUTING.md shows how to add one.
 */
import type { TabName, ViewName } from '../../shared/actions.ts';
import type { FeatureStates } from '../window/contract.ts';
import type { Feature, FeatureWithState } from '../window/feature.ts';
import { calculator } from './calculator/index.ts';
import { connecting } from './connections/connecting/index.ts';
import { doctor } from './connections/doctor/index.ts';
import { connections } from './connections/index.tsx';
import { transfer } from './connections/transfer/index.ts';
import { demo } from './demo/index.ts';
import { guard } from './guard/index.tsx';
import { map } from './map/index.ts';
import { nodes } from './nodes/index.ts';
import { paste } from './paste/index.tsx';
import { replies } from './replies/index.tsx';
import { runtime } from './runtime/index.ts';
import { slot } from './slot/index.ts';
import { tags } from './tags/index.ts';
import { timeline } from './timeline/index.ts';
import { trace } from './trace/index.ts';
import { transcript } from './transcript/index.ts';

/** Every part of the state has its feature, and every row that opens a view or a tab has one. */
type Features = { readonly [N in keyof FeatureStates]: FeatureWithState<N> } & {
  readonly [V in ViewName]: Required<Pick<Feature, 'view'>>;
} & { readonly [T in TabName]: Required<Pick<Feature, 'tab'>> } & { readonly [name: string]: Feature };

export const features = {
  runtime,
  map,
  calculator,
  tags,
  nodes,
  slot,
  trace,
  timeline,
  transcript,
  demo,
  connections,
  connecting,
  doctor,
  transfer,
  guard,
  paste,
  replies,
} satisfies Features;
