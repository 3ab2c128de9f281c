/** The theme that is drawn: the one that was chosen, or the system's. */
import type { Settings } from '../../shared/session/settings.ts';

export type DrawnTheme = Exclude<Settings['theme'], 'system'>;

const systemIsLight = window.matchMedia('(prefers-color-scheme: light)');

export const drawnTheme = (theme: Settings['theme']): DrawnTheme =>
  theme === 'system' ? (systemIsLight.matches ? 'light' : 'dark') : theme;

export function onSystemTheme(changed: () => void): void {
  systemIsLight.addEventListener('change', changed);
}

/** True if the theme has changed. */
export function applyTheme(theme: DrawnTheme): boolean {
  const root = document.documentElement;
  if (root.dataset.theme === theme) return false;
  root.dataset.theme = theme;
  return true;
}
