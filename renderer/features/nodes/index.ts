/** The nodes: the panel at the left, and the view. */
import './nodes.css';
import './nodes-view.css';
import './nodes-charts.css';
import { late } from '../../kit/late.tsx';
import type { FeatureWithState } from '../../window/feature.ts';
import { performNodes } from './effects.ts';
import { NodesPanel } from './nodes-panel.tsx';
import { EMPTY_NODES, reduceNodes } from './state.ts';

const NodesView = late(async () => (await import('./nodes-view.tsx')).NodesView);

export const nodes = {
  initial: () => EMPTY_NODES,
  reduce: reduceNodes,
  perform: performNodes,
  view: NodesView,
  places: { nodes: NodesPanel },
} satisfies FeatureWithState<'nodes'>;
