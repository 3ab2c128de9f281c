import type { PanelProps } from '../../state.ts';

export function MapView(_props: PanelProps) {
  return <div class="blank" />;
}
