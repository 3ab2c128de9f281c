/** Runs the window that was installed with the command. */
import { fstatSync } from 'node:fs';
import { constants } from 'node:os';

/** True if a call without arguments has a display to open a window on, and no lines to read. */
export function isAlone(): boolean {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY) return false;
  try {
    const input = fstatSync(0);
    return !input.isFIFO() && !input.isFile() && !input.isSocket();
  } catch {
    // A program of the desktop may be started without a standard input.
    return true;
  }
}

/** Resolves with the exit code once the window's program has ended; `program` is its path. */
export async function openWindow(program: string, args: readonly string[]): Promise<number> {
  // Every call loads this file; few open a window.
  const { spawn } = await import('node:child_process');
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'inherit' });
    // Ctrl+C reaches both; the window asks about losses, and decides.
    process.on('SIGINT', () => undefined);
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
    child.once('error', ({ message }) => {
      process.stderr.write(`The window could not be opened: ${message}\n`);
      resolve(1);
    });
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}
