import type { PanelProps } from '../../state.ts';

export function TagsView(_props: PanelProps) {
  return <div class="blank" />;
}
