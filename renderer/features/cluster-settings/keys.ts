/** The keys of the view: up and down between settings, Enter to change one, / to search, Esc back to the table. */
import type { PanelProps } from '../../window/state.ts';
import { currentRow, rowsIn } from './state.ts';

const PAGE = 10;
const STEPS: { readonly [key: string]: number } = {
  ArrowUp: -1,
  ArrowDown: 1,
  PageUp: -PAGE,
  PageDown: PAGE,
  Home: -Infinity,
  End: Infinity,
};

export const useSettingKeys =
  ({ state }: PanelProps) =>
  (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (acts(event, state)) event.preventDefault();
  };

function acts({ key, target }: KeyboardEvent, state: PanelProps['state']): boolean {
  const own = state['cluster-settings'];
  const element = target as HTMLElement;
  const isTyping = element.closest('input:not([type="checkbox"])') !== null;
  const isSearch = element.closest('input[type="search"]') !== null;
  if (key === 'Escape' || (isSearch && (key === 'ArrowDown' || key === 'Enter')))
    return focusOn(`[data-setting="${currentRow(own)?.name ?? ''}"]`);
  if (isTyping) return false;
  if (key === '/') return focusOn('input[type="search"]');
  if (!element.closest('[data-setting], .csscroll')) return false;
  if (key === 'Enter') return focusOn('[data-value]');
  const step = STEPS[key];
  if (step === undefined) return false;
  const rows = rowsIn(own);
  const at = rows.findIndex((row) => row === currentRow(own));
  const next = rows[Math.min(rows.length - 1, Math.max(0, at + step))];
  return next !== undefined && focusOn(`[data-setting="${next.name}"]`);
}

function focusOn(selector: string): boolean {
  const found = [...document.querySelectorAll<HTMLElement>('.csettings *')].find((one) =>
    one.matches(selector),
  );
  found?.focus();
  if (found instanceof HTMLInputElement) found.select();
  return found !== undefined;
}
