import type { State } from '../../window/state.ts';

/** Stays as long as the Electron that runs is not the one the app is made for: nobody may take such an app for a release. */
export function RuntimeBar({ electron: { running, wanted } }: Pick<State, 'electron'>) {
  if (running === wanted) return null;
  return (
    <p class="runtimebar" role="note">
      <b>
        Electron {running}, not {wanted}.
      </b>{' '}
      It gets no security fixes: for development and tests only.
    </p>
  );
}
