import type { PanelProps } from './state.ts';
import { ConnectionsScreen } from '../features/connections/connections-screen.tsx';
import { GuardDialog } from '../features/guard/guard-dialog.tsx';
import { KeysOverlay } from './keys-overlay.tsx';
import { Palette } from './palette.tsx';
import { ReplyViewer } from '../features/replies/reply-viewer.tsx';
import { ValueViewer } from '../features/replies/value-viewer.tsx';

export function Overlays({ state, send }: PanelProps) {
  const { overlay } = state;
  switch (overlay?.kind) {
    case 'palette':
      return <Palette state={state} send={send} palette={overlay} />;
    case 'connect':
      return <ConnectionsScreen state={state} send={send} />;
    case 'keys':
      return <KeysOverlay state={state} send={send} />;
    case 'reply':
      return <ReplyViewer key={overlay.large.id} state={state} send={send} reply={overlay} />;
    case 'value':
      return <ValueViewer state={state} send={send} value={overlay} />;
    case 'question':
      return <GuardDialog key={overlay.question.id} send={send} overlay={overlay} />;
    default:
      return null;
  }
}
