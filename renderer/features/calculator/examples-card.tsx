import type { PanelProps } from '../../window/state.ts';
import { words } from './words.ts';

const { title, lines } = words.examples;

export function ExamplesCard({ state, send }: PanelProps) {
  const isCodis = state.topology?.codis !== undefined;
  return (
    <section class="calccard" aria-label={title}>
      <h3>{title}</h3>
      <ul class="calcexamples">
        {lines.map(({ line, lesson, codis = lesson }) => (
          <li key={line}>
            <button type="button" onClick={() => send({ type: 'calculator-add', text: line })}>
              <span class="mono sm cut">{line}</span>
              <span class="xs f3">{isCodis ? codis : lesson}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
