import type { PanelProps } from '../../state.ts';

export function NodesView(_props: PanelProps) {
  return <div class="blank" />;
}
