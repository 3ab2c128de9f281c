/** The field to find text with, in both viewers: Ctrl+F goes to it, Enter finds the next match, Shift+Enter the previous one. */
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { words } from './words.ts';

const w = words.find;

export interface FindBarProps {
  label: string;
  hint: string;
  onFind: (text: string, back: boolean) => void;
  /** Beside the buttons: what was found. */
  status: ComponentChildren;
  children?: ComponentChildren;
}

export function FindBar({ label, hint, onFind, status, children }: FindBarProps) {
  const field = useRef<HTMLInputElement>(null);
  useFindKey(field);
  const find = (back: boolean) => {
    const text = field.current?.value ?? '';
    if (text !== '') onFind(text, back);
  };
  return (
    <div class="row replyfind" role="search" aria-label={w.search}>
      <input
        ref={field}
        class="input mono"
        aria-label={label}
        placeholder={hint}
        maxLength={1000}
        autocomplete="off"
        spellcheck={false}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.isComposing) return;
          event.preventDefault();
          find(event.shiftKey);
        }}
      />
      <button type="button" class="icon" aria-label={w.earlier} onClick={() => find(true)}>
        ↑
      </button>
      <button type="button" class="icon" aria-label={w.later} onClick={() => find(false)}>
        ↓
      </button>
      <span class="sm f3 num" role="status">
        {status}
      </span>
      {children}
    </div>
  );
}

/** Ctrl+F goes to a field: in a dialog it is not the shell's. */
export function useFindKey(field: { current: HTMLInputElement | null }): void {
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'f' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      field.current?.select();
    };
    window.addEventListener('keydown', onKey, true);
    return () => window.removeEventListener('keydown', onKey, true);
  }, []);
}
