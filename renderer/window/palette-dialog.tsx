/** The command palette: a field, and what it offers for the typed text. */
import { useLayoutEffect } from 'preact/hooks';
import type { Overlays } from './contract.ts';
import type { PanelProps } from './state.ts';
import { Dialog } from '../kit/dialog.tsx';
import { SearchIcon } from '../kit/icons.tsx';
import { paletteEntries } from './palette-entries.ts';
import { shortcutOf } from '../../shared/session/shortcuts.ts';
import { ShardBadge, Shortcut } from '../kit/parts.tsx';
import { paletteWords } from './words.ts';

type PaletteOverlay = Overlays['palette'];

export function Palette({ state, send, palette }: PanelProps & { palette: PaletteOverlay }) {
  const words = paletteWords(state.language);
  const entries = paletteEntries(state, palette.query);
  const selected = Math.min(palette.selected, entries.length - 1);
  const close = () => send({ type: 'close-overlay' });
  const choose = (index: number) => {
    const entry = entries[index];
    if (!entry) return;
    close();
    for (const message of entry.messages) send(message);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const count = Math.max(1, entries.length);
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (event.key === 'Enter') choose(selected);
    else if (step !== undefined) {
      const to = Math.abs(step) === 1 ? (selected + step + count) % count : selected + step;
      send({ type: 'palette-select', selected: Math.min(count - 1, Math.max(0, to)) });
    } else return;
    event.preventDefault();
  };
  useLayoutEffect(() => document.getElementById(`palette-${selected}`)?.scrollIntoView({ block: 'nearest' }));
  return (
    <Dialog label={words.title} kind="palette" onClose={close}>
      <div class="palettequery">
        <SearchIcon />
        <input
          role="combobox"
          aria-label={words.query}
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={entries.length > 0 ? `palette-${selected}` : undefined}
          value={palette.query}
          placeholder={words.placeholder}
          autocomplete="off"
          spellcheck={false}
          autoFocus
          onInput={(event) => send({ type: 'palette-query', query: event.currentTarget.value })}
          onKeyDown={onKeyDown}
        />
        <kbd>Esc</kbd>
      </div>
      <ul id="palette-list" role="listbox" aria-label={words.list}>
        {entries.map((entry, i) => (
          <li
            key={entry.id}
            id={`palette-${i}`}
            role="option"
            aria-selected={i === selected}
            onClick={() => choose(i)}
            onPointerMove={() => i !== palette.selected && send({ type: 'palette-select', selected: i })}
          >
            {entry.shard !== null && <ShardBadge shard={entry.shard} />}
            <bdi class="cut grow">{entry.label}</bdi>
            <span class="xs f3">{entry.group}</span>
            {entry.action && <Shortcut keys={shortcutOf(entry.action, state.settings.shortcuts)} />}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
