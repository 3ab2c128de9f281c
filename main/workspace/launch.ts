/** Opens the connection that the program was started with. */
import { FailureError } from '../../shared/failure.ts';
import type { Launch } from '../connections/launch-options.ts';
import { cleanUpLeftovers } from '../demo/leftovers.ts';
import { PREFIX as LESSON_PREFIX } from '../lesson/lesson-servers.ts';
import type { Workspace } from './workspace.ts';

const CLEAN_UP_AFTER_MS = 3000;

export async function openLaunch(workspace: Workspace, launch: Launch): Promise<void> {
  // The demo's start cleans up before it looks for ports; otherwise that can wait until the window is there.
  if (launch.kind !== 'demo') setTimeout(cleanUpLeftovers, CLEAN_UP_AFTER_MS).unref();
  setTimeout(() => cleanUpLeftovers(LESSON_PREFIX), CLEAN_UP_AFTER_MS).unref();
  if (launch.kind === 'learn') workspace.beginLearning();
  if (launch.kind === 'demo') await workspace.demo.start();
  if (launch.kind === 'connect') await workspace.connect(launch.target);
}

/**
 * A step of the start. Its failure is shown by the window, and printed for the terminal that the program was started from;
 * the result is then null.
 */
export async function attempt<T>(workspace: Workspace, act: () => T | Promise<T>): Promise<T | null> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof FailureError) && !(error instanceof Error && 'failure' in error)) throw error;
    const { failure } = error as FailureError;
    console.error(`${failure.message} ${failure.advice}`.trim());
    workspace.reportFailure(failure);
    return null;
  }
}
