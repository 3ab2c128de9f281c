/** The question before pasted lines run. */
import './paste.css';
import type { Feature } from '../../window/feature.ts';
import { PasteDialog } from './paste-dialog.tsx';
import { openPaste } from './state.ts';

export const paste = {
  overlays: {
    paste: {
      open: openPaste,
      reduce: (overlay, message) => (message.type === 'answer-paste' ? null : overlay),
      draw: ({ send }, overlay) => <PasteDialog send={send} paste={overlay.paste} />,
    },
  },
} satisfies Feature;
