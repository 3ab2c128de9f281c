import type { PanelProps, ViewName } from './state.ts';
import { CalculatorView } from '../features/calculator/calculator-view.tsx';
import { MapView } from '../features/map/map-view.tsx';
import { NodesView } from '../features/nodes/nodes-view.tsx';
import { TagsView } from '../features/tags/tags-view.tsx';

const VIEWS = { map: MapView, calculator: CalculatorView, tags: TagsView, nodes: NodesView } as const;

/** What stands in the middle instead of the shell. */
export function View({ view, ...props }: PanelProps & { view: Exclude<ViewName, 'shell'> }) {
  const Shown = VIEWS[view];
  return <Shown {...props} />;
}
