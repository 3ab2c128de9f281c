import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Sealer } from '../../main/connections/secret-box.ts';

/** A key store like the system's: it seals, may be locked, and may be another one tomorrow. */
export class Keychain implements Sealer {
  state: 'open' | 'locked' | 'missing' = 'open';
  key = randomBytes(32);
  available() {
    return this.state === 'missing' ? ('none' as const) : ('keychain' as const);
  }
  encrypt(text: string) {
    if (this.state !== 'open') throw new Error(`cannot encrypt ${text}`);
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce);
    return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  }
  decrypt(bytes: Uint8Array) {
    if (this.state !== 'open') throw new Error(`cannot decrypt ${bytes}`);
    const cipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, 12));
    cipher.setAuthTag(bytes.subarray(-16));
    return cipher.update(bytes.subarray(12, -16), undefined, 'utf8') + cipher.final('utf8');
  }
}
