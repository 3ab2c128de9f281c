/** Files dropped on the window. */
import './dropping.css';
import type { Feature } from '../../window/feature.ts';
import { readDropped } from './dropped-file.ts';
import { words } from './words.ts';

declare module '../../window/contract.ts' {
  interface Messages {
    dropping: { type: 'files-dropped'; files: readonly File[] };
  }
}

const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') ?? false;

export const dropping = {
  perform({ send, inform, report, openInEditor }) {
    const root = document.documentElement;
    // Before xterm and Monaco, which would put a file's name into their text.
    const taken = (event: DragEvent) => {
      if (!hasFiles(event)) return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    };
    for (const kind of ['dragenter', 'dragover'] as const)
      window.addEventListener(kind, (event) => taken(event) && root.classList.add('dropping'), true);
    window.addEventListener(
      'dragleave',
      (event) => event.relatedTarget === null && root.classList.remove('dropping'),
      true,
    );
    window.addEventListener(
      'drop',
      (event) => {
        root.classList.remove('dropping');
        if (!taken(event)) return;
        const files = [...(event.dataTransfer?.files ?? [])];
        if (files.length > 0) send({ type: 'files-dropped', files });
      },
      true,
    );
    return (message, { overlay, view, settings }) => {
      if (message.type !== 'files-dropped' || overlay !== null) return;
      const [first, ...others] = message.files;
      void readDropped(first!).then((dropped) => {
        if (others.length > 0) inform(words.others(others.length));
        if (dropped.kind === 'refused') return inform(dropped.why);
        if (dropped.kind === 'connections') {
          send({ type: 'open-connections', id: null });
          send({ type: 'open-import' });
          send({ type: 'read-import', from: { text: dropped.text } });
          return;
        }
        if (view !== 'shell' || !settings.editorShown) send({ type: 'action', name: 'toggle-editor' });
        openInEditor(dropped).then(() => inform(words.opened(dropped.name)), report);
      });
    };
  },
} satisfies Feature;
