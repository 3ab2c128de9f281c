import { shell } from 'electron';
import { FailureError } from '../../shared/failure.ts';

/** Opens a file or a directory in the program that the system has for it. Rejects with a FailureError if there is none. */
export async function openPath(path: string): Promise<void> {
  const problem = await shell.openPath(path);
  if (problem === '') return;
  throw new FailureError('refused', `No program opened ${path}: ${problem}`, 'Open it by hand.');
}
