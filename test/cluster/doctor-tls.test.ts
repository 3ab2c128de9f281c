/** The connection doctor's TLS step, on real TLS servers. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { TlsOptions } from '../../main/cluster/wire/link-options.ts';
import { examine } from '../../main/cluster/doctor/doctor.ts';
import { Certificates } from '../support/certificates.ts';
import { RedisServer } from '../support/redis-server.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function certificates(): Certificates {
  const made = new Certificates();
  closing.push(made.remove);
  return made;
}

async function serve(
  tls: Certificates,
  options: { mutual?: boolean; args?: string[] } = {},
): Promise<RedisServer> {
  const server = await RedisServer.start({ tls, ...options });
  closing.push(() => server.stop());
  return server;
}

async function stepsOf({ port }: RedisServer, tls: TlsOptions) {
  const connection = { database: 0, protocol: 2, connectTimeout: 5000, tls } as const;
  const seeds = [`127.0.0.1:${port}`];
  const report = await examine(
    { seeds, connection, entries: [], tunnel: null, sentinel: null },
    () => undefined,
  );
  return report.steps;
}
const tlsStep = async (server: RedisServer, tls: TlsOptions) =>
  (await stepsOf(server, tls)).find(({ name }) => name === 'tls')!;

/** Replaces the server's certificate with one for 127.0.0.1 and these times (YYYYMMDDHHMMSSZ), which only `openssl ca` accepts. */
function issueFor(from: string, to: string, { files }: Certificates): void {
  const directory = path.dirname(files.ca);
  const file = (name: string) => path.join(directory, name);
  writeFileSync(file('index.txt'), '');
  writeFileSync(file('serial'), '01\n');
  writeFileSync(
    file('ca.cnf'),
    `[ca]\ndefault_ca=own\n[own]\ndatabase=${file('index.txt')}\nserial=${file('serial')}\nnew_certs_dir=${directory}\ndefault_md=sha256\npolicy=any\nx509_extensions=names\n[any]\ncommonName=supplied\n[names]\n`,
  );
  appendFileSync(file('ca.cnf'), 'subjectAltName=IP:127.0.0.1\n');
  const times = ['-startdate', from, '-enddate', to];
  const signer = ['-cert', files.ca, '-keyfile', file('ca.key')];
  const out = ['-in', file('server.csr'), '-out', files.serverCert];
  execFileSync(
    'openssl',
    ['ca', '-batch', '-notext', '-config', file('ca.cnf'), ...times, ...signer, ...out],
    {
      stdio: 'pipe',
    },
  );
}

/** A certificate's start or end, `days` from now. */
const day = (days: number) =>
  `${new Date(Date.now() + days * 86_400_000).toISOString().replace(/\D/g, '').slice(0, 14)}Z`;
const date = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

test('reports whose certificate it is, who issued it, how long it is valid, and the name it was verified for', async () => {
  const own = certificates();
  expect(await tlsStep(await serve(own), { ca: own.ca })).toMatchObject({
    status: 'ok',
    found: expect.stringMatching(
      /^TLS 1\.3, certificate for localhost, 127\.0\.0\.1, issued by Slotshell test authority, (29|30) days left; valid for 127\.0\.0\.1$/,
    ),
    advice: '',
  });
});

test('reports a certificate that expires soon, has expired, or is not valid yet', async () => {
  const own = certificates();
  issueFor(day(-10), day(3.5), own);
  expect(await tlsStep(await serve(own), { ca: own.ca })).toMatchObject({
    status: 'warning',
    found: expect.stringContaining('3 days left'),
    advice: expect.stringContaining('Renew the certificate'),
  });
  issueFor(day(-10), day(-2), own);
  expect(await tlsStep(await serve(own), { ca: own.ca })).toMatchObject({
    status: 'failed',
    found: expect.stringContaining(
      `the certificate for 127.0.0.1, issued by Slotshell test authority, has expired on ${date(-2)}`,
    ),
    advice: expect.stringContaining('Renew it on the server'),
  });
  issueFor(day(2), day(10), own);
  expect(await tlsStep(await serve(own), { ca: own.ca })).toMatchObject({
    status: 'failed',
    found: expect.stringContaining(`is not valid yet: valid from ${date(2)}`),
    advice: expect.stringContaining('clocks'),
  });
});

test('rejects a certificate that is self-signed, from an unknown CA, from a CA of the same name, or for another name', async () => {
  const own = certificates();
  const server = await serve(own);
  expect(await tlsStep(server, {})).toMatchObject({
    status: 'failed',
    found: expect.stringContaining('issued by Slotshell test authority, is signed by an unknown authority'),
    advice: expect.stringContaining('CA certificate'),
    details: [{ good: false, text: expect.stringMatching(/^SHA-256 ([0-9A-F]{2}:){31}/) }],
  });
  // The login step points to the TLS step and does not suggest that no server listens.
  expect((await stepsOf(server, {})).find(({ name }) => name === 'login')).toMatchObject({
    status: 'failed',
    advice: 'See the TLS step for what to do.',
  });
  expect(await tlsStep(server, { ca: certificates().ca })).toMatchObject({
    status: 'failed',
    advice: expect.stringMatching(/CA/),
  });
  expect(await tlsStep(server, { ca: own.ca, servername: 'orders.example' })).toMatchObject({
    status: 'failed',
    found: expect.stringContaining(
      'the certificate for localhost, 127.0.0.1, issued by Slotshell test authority, does not match the name orders.example',
    ),
    advice: expect.stringContaining('server name'),
  });
  const lone = certificates();
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-key',
      lone.files.serverKey,
      '-days',
      '9',
      '-subj',
      '/CN=alone',
      '-out',
      lone.files.serverCert,
    ],
    { stdio: 'pipe' },
  );
  expect(await tlsStep(await serve(lone), {})).toMatchObject({
    status: 'failed',
    found: expect.stringContaining('the certificate for alone, issued by alone, is self-signed'),
    advice: expect.stringContaining('SHA-256'),
  });
});

test.each(['TLSv1.2', 'TLSv1.3'])(
  '%s: a client certificate is required, and a wrong one refused',
  async (version) => {
    const own = certificates();
    const strange = certificates();
    const server = await serve(own, { mutual: true, args: ['--tls-protocols', version] });
    expect(await tlsStep(server, { ca: own.ca })).toMatchObject({
      status: 'failed',
      advice: 'The server requires a client certificate: set a certificate and key.',
    });
    expect(await tlsStep(server, { ca: own.ca, cert: strange.cert, key: strange.key })).toMatchObject({
      status: 'failed',
      advice: expect.stringContaining('rejects the client certificate'),
    });
    expect(await tlsStep(server, { ca: own.ca, cert: own.cert, key: own.key })).toMatchObject({
      status: 'ok',
      found: expect.stringContaining('client certificate accepted'),
    });
  },
);

test('reports a key of another certificate, files that are not PEM, and no common TLS version', async () => {
  const own = certificates();
  const server = await serve(own, { args: ['--tls-protocols', 'TLSv1.2'] });
  expect(await tlsStep(server, { ca: own.ca, cert: own.cert, key: certificates().key })).toMatchObject({
    status: 'failed',
    advice: expect.stringContaining('another certificate'),
  });
  expect(await tlsStep(server, { ca: own.ca, cert: own.cert, key: 'not a key' })).toMatchObject({
    status: 'failed',
    advice: expect.stringContaining('PEM'),
  });
  expect(await tlsStep(server, { ca: own.ca, minVersion: 'TLSv1.3' })).toMatchObject({
    status: 'failed',
    advice: expect.stringContaining('supports no TLS version that the settings allow'),
  });
});
