import { escapeForLine } from '../../../shared/format/escape.ts';
import type { PanelProps } from '../../window/state.ts';

/** The connection that was deleted last, as long as it can be brought back; then the one before. */
export function Undo({ state, send }: PanelProps) {
  const { deleted } = state.connections;
  const last = deleted.at(-1);
  if (!last) return null;
  const more = deleted.length > 1 ? ` And ${deleted.length - 1} more.` : '';
  return (
    <p class="undo row sm" role="status">
      <span class="cut">
        Deleted {escapeForLine(last.name)}.{more}
      </span>
      <span class="grow" />
      <button type="button" class="link" onClick={() => send({ type: 'undo-delete', id: last.id })}>
        Undo
      </button>
    </p>
  );
}
