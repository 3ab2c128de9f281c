/** Key pairs for tests of SSH. */
import ssh2 from 'ssh2';

const { generateKeyPairSync, parseKey } = ssh2.utils;

interface Lock {
  passphrase: string;
  cipher: string;
  /** Rounds of bcrypt. */
  rounds: number;
}

/** An ed25519 pair in OpenSSH's format, the private key behind the passphrase if there is a lock. */
export function sshKeyPair(lock?: Lock): { private: string; public: string } {
  for (;;) {
    const pair = lock ? generateKeyPairSync('ed25519', lock) : generateKeyPairSync('ed25519');
    // ssh2 1.17 writes one such key of 300 in a way that no program can read.
    if (!(parseKey(pair.private, lock?.passphrase) instanceof Error)) return pair;
  }
}
