/** The choice between a table and the reply as it is. */
import { words } from './words.ts';

const w = words.value;

export function AsTable({ isTable, onChoose }: { isTable: boolean; onChoose: (isTable: boolean) => void }) {
  return (
    <div class="seg" role="group" aria-label={w.showAs}>
      <button type="button" aria-pressed={isTable} onClick={() => onChoose(true)}>
        {w.asTable}
      </button>
      <button type="button" aria-pressed={!isTable} onClick={() => onChoose(false)}>
        {w.asReply}
      </button>
    </div>
  );
}
