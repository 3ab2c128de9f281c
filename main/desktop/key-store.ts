/** The system's key store, as secrets of saved connections are sealed with it. */
import { safeStorage } from 'electron';
import type { Sealer } from '../connections/secret-box.ts';

/**
 * `none` before the app is ready, where there is no key store, and on Linux where Electron would seal with a key that
 * everybody knows (`basic_text`).
 */
export const systemSealer: Sealer = {
  available: () => (isRealStore() ? 'keychain' : 'none'),
  encrypt: (text) => safeStorage.encryptString(text),
  decrypt: (bytes) => safeStorage.decryptString(Buffer.from(bytes)),
};

function isRealStore(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false;
  // Electron has it since 26; before, a store without a key of its own is not available at all.
  const backend = process.platform === 'linux' ? safeStorage.getSelectedStorageBackend?.() : undefined;
  return backend !== 'basic_text' && backend !== 'unknown';
}
