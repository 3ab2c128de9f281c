/** The title in the system's lists of windows. The connection comes first, because it distinguishes two windows. */
import { escapeForLine } from '../../shared/format/escape.ts';
import type { SessionState } from '../../shared/session/session.ts';

const MOST = 100;
const PHASES = {
  disconnected: ' (not connected)',
  connecting: ' (connecting)',
  connected: '',
  lost: ' (lost)',
};

export function windowTitle({ label, environment, phase }: SessionState): string {
  if (label === '') return 'Slotshell';
  const production = environment === 'production' ? ', production' : '';
  return `${escapeForLine(label.slice(0, MOST))}${production}${PHASES[phase]} – Slotshell`;
}
