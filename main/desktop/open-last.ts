/** Opens the windows of the last start again. */
import { readWindows } from '../storage/windows-file.ts';
import { restoreWindow } from '../workspace/restore-window.ts';
import type { AppWindow } from './app-windows.ts';
import { showWindow, type Program } from './show-window.ts';

/** The first of them in `first`, which is shown in any case. Resolves with the connections that are being made. */
export async function openLast(
  directory: string,
  first: AppWindow,
  program: Program,
): Promise<(Promise<unknown> | null)[]> {
  const { windows, memory, data } = program;
  const { settings, connections } = data;
  const last = settings.settings.restoreWindows ? await readWindows(directory) : [];
  const begun = [];
  for (const [i, one] of last.entries()) {
    const shown = i === 0 ? first : windows.add(settings);
    shown.bounds = one.bounds;
    const { done } = await restoreWindow(shown.workspace, one, connections, shown.emit);
    begun.push(done);
    showWindow(shown, program);
  }
  if (last.length === 0) showWindow(first, program);
  memory.begin();
  return begun;
}
