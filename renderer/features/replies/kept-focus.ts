import { useLayoutEffect } from 'preact/hooks';

/** When another list or table takes the place of the one that had the focus, it gets it. `shown` names the one that is drawn. */
export function useKeptFocus(shown: string): void {
  useLayoutEffect(() => {
    const dialog = document.querySelector('dialog.reply[open]');
    const { activeElement } = document;
    if (dialog && (!activeElement || activeElement === dialog || !dialog.contains(activeElement)))
      dialog.querySelector<HTMLElement>('[autofocus]')?.focus();
  }, [shown]);
}
