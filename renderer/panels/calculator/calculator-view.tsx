import type { PanelProps } from '../../state.ts';

export function CalculatorView(_props: PanelProps) {
  return <div class="blank" />;
}
