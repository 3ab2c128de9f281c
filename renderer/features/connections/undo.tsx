import { escapeForLine } from '../../../shared/format/escape.ts';
import type { PanelProps } from '../../window/state.ts';
import { words } from './words.ts';

const w = words.screen;

/** The last deleted connection, as long as it can be restored; then the one before. */
export function Undo({ state, send }: PanelProps) {
  const { deleted } = state.connections;
  const last = deleted.at(-1);
  if (!last) return null;
  const more = deleted.length > 1 ? w.moreDeleted(deleted.length - 1) : '';
  return (
    <p class="undo row sm" role="status">
      <span class="cut">
        {w.deleted(escapeForLine(last.name))}
        {more}
      </span>
      <span class="grow" />
      <button type="button" class="link" onClick={() => send({ type: 'undo-delete', id: last.id })}>
        {w.undo}
      </button>
    </p>
  );
}
