import type { PanelProps } from '../../window/state.ts';

/** Lines as they are typed, and what there is to learn from each. */
const EXAMPLES: readonly { line: string; lesson: string }[] = [
  { line: 'user:1012', lesson: 'no tag: the whole key' },
  { line: 'user:{1012}:cart', lesson: 'a tag' },
  { line: 'order:{1012}', lesson: 'the same tag, the same slot' },
  { line: 'user:{}:cart', lesson: 'empty braces are no tag' },
  { line: '{{1012}}', lesson: 'braces do not nest' },
  { line: '{1012}:{cart}', lesson: 'two pairs: the first counts' },
  { line: 'user:{1012', lesson: 'never closed' },
  { line: 'user:1012}{cart}', lesson: 'a } before the first {' },
  { line: '""', lesson: 'the empty key' },
  { line: '"\\x00\\xff{\\x80}"', lesson: 'binary' },
  { line: 'café', lesson: 'UTF-8 bytes are hashed' },
  { line: 'two words', lesson: 'spaces count' },
  { line: 'job:2f6c0d4e-91b7-4c5a-8a31-5b1f0a7e9d42', lesson: 'long' },
];

export function ExamplesCard({ send }: Pick<PanelProps, 'send'>) {
  return (
    <section class="calccard" aria-label="Examples">
      <h3>Examples</h3>
      <ul class="calcexamples">
        {EXAMPLES.map(({ line, lesson }) => (
          <li key={line}>
            <button type="button" onClick={() => send({ type: 'calculator-add', text: line })}>
              <span class="mono sm cut">{line}</span>
              <span class="xs f3">{lesson}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
