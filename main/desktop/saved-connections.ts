/** Opens the saved connections, their secrets sealed by the system's key store. */
import { ProfileFile } from '../connections/profile-file.ts';
import { Connections } from '../connections/connections.ts';
import { SecretBox } from '../connections/secret-box.ts';
import type { HistoryFiles } from '../storage/history.ts';
import type { AppWindows } from './app-windows.ts';
import { systemSealer } from './key-store.ts';

/** Once the app is ready: the key store is not available before. */
export async function openConnections(
  directory: string,
  histories: HistoryFiles,
  { emit, warn }: AppWindows,
): Promise<Connections> {
  const [profiles, secrets] = await Promise.all([
    ProfileFile.open(directory, { onProblem: warn }),
    SecretBox.open(directory, systemSealer, warn),
  ]);
  return new Connections(profiles, secrets, {
    onChange: (saved) => emit('connections', saved),
    onProblem: warn,
    onGone: (id) =>
      histories.clear(id).catch((error: Error) => warn(`Its history is still there: ${error.message}`)),
  });
}
