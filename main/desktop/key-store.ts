/** Seals the secrets of saved connections with the system's key store. */
import { safeStorage } from 'electron';
import type { Sealer } from '../connections/secret-box.ts';

/**
 * `none` before the app is ready, without a key store, and on Linux if Electron would seal with a publicly known key
 * (`basic_text`).
 */
export const systemSealer: Sealer = {
  available: () => (isRealStore() ? 'keychain' : 'none'),
  encrypt: (text) => safeStorage.encryptString(text),
  decrypt: (bytes) => safeStorage.decryptString(Buffer.from(bytes)),
};

function isRealStore(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false;
  // Electron has this since 26; before, a store without a key of its own was reported as not available.
  const backend = process.platform === 'linux' ? safeStorage.getSelectedStorageBackend?.() : undefined;
  return backend !== 'basic_text' && backend !== 'unknown';
}
