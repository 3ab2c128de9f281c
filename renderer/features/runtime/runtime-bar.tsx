import type { PanelProps } from '../../window/state.ts';
import { words } from './words.ts';

/** Shown while the running Electron is not the one the app is made for: nobody may take such an app for a release. */
export function RuntimeBar({ state }: Pick<PanelProps, 'state'>) {
  const { running, wanted } = state.electron;
  if (running === wanted) return null;
  return (
    <p class="runtimebar" role="note">
      <b>{words.differs(running, wanted)}</b> {words.warning}
    </p>
  );
}
