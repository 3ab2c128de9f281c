/** Makes a target of a saved connection and its secrets: reads files, makes the tunnel and the address map. */
import { createPrivateKey } from 'node:crypto';
import type { SecretName } from '../../shared/connections/secret-names.ts';
import { PEM_START } from '../../shared/connections/profile-choices.ts';
import type { Profile } from '../../shared/connections/profile.ts';
import { AddressMap } from '../cluster/topology/address-map.ts';
import type { ConnectionOptions, Dial, TlsOptions } from '../cluster/wire/link-options.ts';
import { FailureError } from '../../shared/failure.ts';
import { SshTunnel } from '../cluster/wire/ssh-tunnel.ts';
import type { Target } from './launch-options.ts';
import { makeProxy } from './make-proxy.ts';
import { readKeyFile } from './named-file.ts';

/** A secret by its name; null if there is none. */
export type Secrets = (name: SecretName) => string | null;

/**
 * Dials nothing yet. Rejects with a FailureError for a file that cannot be read, or a profile that lacks a secret it needs. The
 * caller closes the tunnel, if there is one.
 */
export async function targetOf(profile: Profile, secret: Secrets): Promise<Target> {
  const tls = profile.tls ? await readTls(profile.tls, secret) : undefined;
  const { connectTimeout } = profile;
  const password = secret('proxyPassword') ?? undefined;
  const proxy = profile.proxy ? await makeProxy({ ...profile.proxy, password, connectTimeout }) : undefined;
  const tunnel = profile.ssh ? await makeTunnel(profile, profile.ssh, secret, proxy?.dial) : undefined;
  const addressMap = new AddressMap(profile.nat);
  const transport = {
    connectTimeout,
    keepAlive: profile.keepAlive * 1000,
    family: profile.family,
    tls,
    dial: tunnel?.dial ?? proxy?.dial,
  };
  const connection: Omit<ConnectionOptions, 'host' | 'port'> = {
    ...transport,
    database: profile.database,
    protocol: profile.protocol,
    ...login(profile.username, secret('password')),
    ...(profile.clientName !== '' && { clientName: profile.clientName }),
  };
  return {
    seeds: profile.seeds,
    label: profile.name,
    environment: profile.environment,
    readOnly: profile.readOnly,
    mode: profile.mode,
    readFrom: profile.readFrom,
    profile: profile.id,
    separator: profile.separator,
    connection,
    addressMap,
    ...(tunnel && { tunnel }),
    ...(proxy && { proxy }),
    ...(profile.sentinel && {
      sentinel: {
        sentinels: profile.seeds,
        master: profile.sentinel.master,
        connection: {
          ...transport,
          database: 0,
          protocol: 2,
          ...login(profile.sentinel.username, secret('sentinelPassword')),
        },
      },
    }),
  };
}

/**
 * A user whose password is missing logs in with an empty one: the server takes it for a `nopass` user, and else refuses, and
 * the password is asked for. Without a login, commands would run as the default user, who may have more rights.
 */
function login(username: string, password: string | null): { username?: string; password?: string } {
  if (username !== '') return { username, password: password ?? '' };
  return password === null ? {} : { password };
}

async function readTls(tls: NonNullable<Profile['tls']>, secret: Secrets): Promise<TlsOptions> {
  const [ca, cert, keyFile] = await Promise.all([
    readPem(tls.ca, 'CA certificate'),
    readPem(tls.cert, 'client certificate'),
    readPem(tls.key, 'client key'),
  ]);
  const key = keyFile ?? secret('tlsKey');
  const passphrase = secret('tlsPassphrase');
  if (cert !== null && key === null)
    throw new FailureError(
      'bad-argument',
      'There is a client certificate, but no key for it.',
      'Choose the file of its private key.',
    );
  if (key !== null) openKey(key, passphrase);
  return {
    minVersion: tls.minVersion,
    rejectUnauthorized: tls.verify,
    // A certificate's name proves nothing if its chain is not checked.
    checkName: tls.verify && tls.verifyName,
    ...(ca !== null && { ca }),
    ...(cert !== null && key !== null && { cert, key }),
    ...(passphrase !== null && { passphrase }),
    ...(tls.serverName !== '' && { servername: tls.serverName }),
  };
}

/** Throws a FailureError for a key that the passphrase does not open: a socket's error would not say what is missing. */
function openKey(key: string, passphrase: string | null): void {
  if (!key.includes('ENCRYPTED')) return;
  try {
    createPrivateKey({ key, passphrase: passphrase ?? '' });
  } catch {
    throw new FailureError(
      'auth',
      `The key of the client certificate is locked, and its passphrase is ${passphrase === null ? 'missing' : 'wrong'}.`,
      'Type the passphrase of the key.',
      'tlsPassphrase',
    );
  }
}

async function makeTunnel(
  { connectTimeout }: Profile,
  ssh: NonNullable<Profile['ssh']>,
  secret: Secrets,
  dial: Dial | undefined,
): Promise<SshTunnel> {
  const { host, port, user, hostKey } = ssh;
  const base = { host, port, user, hostKey, connectTimeout, dial };
  if (ssh.method === 'password') return new SshTunnel({ ...base, password: secret('sshPassword') ?? '' });
  if (ssh.method === 'key') {
    const privateKey = (await readPem(ssh.keyFile, 'SSH key')) ?? secret('sshKey');
    if (privateKey === null)
      throw new FailureError(
        'bad-argument',
        'No SSH key is given.',
        'Choose the file of your private key, or let the agent log in.',
      );
    const passphrase = secret('sshPassphrase') ?? undefined;
    return new SshTunnel({ ...base, privateKey, passphrase });
  }
  const agent = process.platform === 'win32' ? 'pageant' : process.env['SSH_AUTH_SOCK'];
  if (!agent)
    throw new FailureError(
      'bad-argument',
      'No SSH agent is running (SSH_AUTH_SOCK is not set).',
      'Start one and add your key with ssh-add, or give the key’s file.',
    );
  return new SshTunnel({ ...base, agent });
}

/** A file's text, or the text itself if it is PEM; null if there is none. */
async function readPem(place: string, what: string): Promise<string | null> {
  if (place === '') return null;
  return place.startsWith(PEM_START) ? place : readKeyFile(place, what);
}
