/** The question before pasted lines run. */
import './paste.css';
import { late } from '../../kit/late.tsx';
import type { Feature } from '../../window/feature.ts';
import { openPaste } from './state.ts';

const PasteDialog = late(async () => (await import('./paste-dialog.tsx')).PasteDialog);

export const paste = {
  overlays: {
    paste: {
      open: openPaste,
      reduce: (overlay, message) => (message.type === 'answer-paste' ? null : overlay),
      draw: ({ send }, overlay) => <PasteDialog send={send} paste={overlay.paste} />,
    },
  },
} satisfies Feature;
