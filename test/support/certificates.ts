/** Certificates for servers and clients on this machine, by openssl. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
type Holder = 'server' | 'client';

/** A fresh authority, with a certificate for 127.0.0.1 and localhost and one for a client. Two are strangers. */
export class Certificates {
  /** PEM texts: the authority; the client's certificate and key. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  /** The same, and the server's, as files. */
  readonly files: { ca: string; cert: string; key: string; serverCert: string; serverKey: string };
  private readonly directory = mkdtempSync(path.join(os.tmpdir(), 'slotshell-tls-'));
  /** What each certificate is good for. */
  private readonly names: { readonly [holder in Holder]: string };

  /** `server`: the names in its certificate, as OpenSSL writes them. */
  constructor(server = 'DNS:localhost,IP:127.0.0.1') {
    this.names = { server, client: 'DNS:client' };
    process.once('exit', this.remove);
    const file = (name: string) => path.join(this.directory, name);
    openssl('req', '-x509', ...NEW_KEY, '-days', '30', '-subj', '/CN=Slotshell test authority', [
      ['-keyout', file('ca.key')],
      ['-out', file('ca.crt')],
    ]);
    for (const name of ['server', 'client'] as const) this.issue(name);
    this.files = {
      ca: file('ca.crt'),
      cert: file('client.crt'),
      key: file('client.key'),
      serverCert: file('server.crt'),
      serverKey: file('server.key'),
    };
    this.ca = readFileSync(this.files.ca, 'utf8');
    this.cert = readFileSync(this.files.cert, 'utf8');
    this.key = readFileSync(this.files.key, 'utf8');
  }

  /** A fresh key and certificate of the same authority, in the same files. */
  issue(name: Holder): void {
    const file = (ending: string) => path.join(this.directory, ending);
    const [key, request, certificate, extensions] = ['key', 'csr', 'crt', 'ext'].map((ending) =>
      file(`${name}.${ending}`),
    ) as [string, string, string, string];
    writeFileSync(extensions, `subjectAltName=${this.names[name]}\nextendedKeyUsage=serverAuth,clientAuth\n`);
    openssl('req', ...NEW_KEY, '-subj', `/CN=${name}`, [
      ['-keyout', key],
      ['-out', request],
    ]);
    openssl('x509', '-req', '-in', request, '-days', '30', '-CAcreateserial', [
      ['-CA', file('ca.crt')],
      ['-CAkey', file('ca.key')],
      ['-extfile', extensions],
      ['-out', certificate],
    ]);
  }

  /** The client's key under a passphrase: the file's path. */
  lockedKey(passphrase: string): string {
    const locked = path.join(this.directory, 'client.locked.key');
    openssl('pkcs8', '-topk8', [
      ['-in', this.files.key],
      ['-out', locked],
      ['-passout', `pass:${passphrase}`],
    ]);
    return locked;
  }

  readonly remove = (): void => {
    process.removeListener('exit', this.remove);
    rmSync(this.directory, { recursive: true, force: true });
  };
}

function openssl(...words: (string | [string, string][])[]): void {
  execFileSync('openssl', words.flat(2), { stdio: 'pipe' });
}
