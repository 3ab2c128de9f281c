/** Over TLS, beside the real redis-cli: stdout and exit code. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildHeadless } from '../support/headless.ts';
import { redisCliVersion, runProgram, runRedisCli } from '../support/redis-cli.ts';
import { RedisCluster } from '../support/redis-cluster.ts';

describe.skipIf(!redisCliVersion()?.startsWith('7.0.'))('over TLS, beside redis-cli 7.0', () => {
  let cluster: RedisCluster;
  beforeAll(async () => {
    [cluster] = await Promise.all([RedisCluster.start({ replicas: 0, tls: 'mutual' }), buildHeadless()]);
  });
  afterAll(() => cluster?.stop());

  const certificate = () => ['--cert', cluster.tls!.files.cert, '--key', cluster.tls!.files.key];
  const authority = () => ['--cacert', cluster.tls!.files.ca];
  const play = async (args: string[], input = '') => {
    const words = ['-p', String(cluster.ports[0]), '--tls', ...args];
    const theirs = await runRedisCli(words, { input });
    const ours = await runProgram(process.execPath, [await buildHeadless(), ...words], { input });
    const told = ({ stdout, code }: typeof theirs) => ({ stdout: stdout.toString(), code });
    return { theirs: told(theirs), ours: told(ours), problem: ours.stderr.toString() };
  };

  test('with authority and certificate', async () => {
    const { theirs, ours } = await play([...authority(), ...certificate(), 'ping']);
    expect(theirs).toEqual({ stdout: 'PONG\n', code: 0 });
    expect(ours).toEqual(theirs);
  });

  test('redirects are followed over TLS', async () => {
    const { theirs, ours } = await play(
      [...authority(), ...certificate(), '-c'],
      'set k1 a\nset k2 b\nget k1\n',
    );
    expect(theirs.stdout).toContain('-> Redirected to slot');
    expect(ours).toEqual(theirs);
  });

  test('--insecure asks for no authority', async () => {
    const { theirs, ours } = await play(['--insecure', ...certificate(), 'ping']);
    expect(theirs).toEqual({ stdout: 'PONG\n', code: 0 });
    expect(ours).toEqual(theirs);
  });

  test('an authority that nobody knows is refused', async () => {
    const { theirs, ours, problem } = await play([...certificate(), 'ping']);
    expect(theirs).toEqual({ stdout: '', code: 1 });
    expect(ours).toEqual(theirs);
    expect(problem).toMatch(/TLS/);
  });

  test('--cacertdir has the authority', async () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'authorities-'));
    copyFileSync(cluster.tls!.files.ca, path.join(directory, 'ours.pem'));
    execFileSync('openssl', ['rehash', directory]);
    const { theirs, ours } = await play(['--cacertdir', directory, ...certificate(), 'ping']);
    rmSync(directory, { recursive: true });
    expect(theirs).toEqual({ stdout: 'PONG\n', code: 0 });
    expect(ours).toEqual(theirs);
  });

  /** The server then takes but one cipher. */
  test.each([
    ['--tls-ciphersuites', 'TLSv1.3', 'TLS_AES_256_GCM_SHA384', 'TLS_AES_128_GCM_SHA256'],
    ['--tls-ciphers', 'TLSv1.2', 'ECDHE-ECDSA-AES256-GCM-SHA384', 'ECDHE-ECDSA-AES128-GCM-SHA256'],
  ])('%s are those that are offered', async (flag, protocol, right, wrong) => {
    const [port] = cluster.ports;
    await cluster.command(port!, 'CONFIG', 'SET', 'tls-protocols', protocol, flag.slice(2), right);
    const flags = [...authority(), ...certificate(), flag];
    const taken = await play([...flags, right, 'ping']);
    expect(taken.theirs).toEqual({ stdout: 'PONG\n', code: 0 });
    expect(taken.ours).toEqual(taken.theirs);
    const refused = await play([...flags, wrong, 'ping']);
    expect(refused.theirs).toEqual({ stdout: '', code: 1 });
    expect(refused.ours).toEqual(refused.theirs);
    expect(refused.problem).toMatch(/TLS|handshake/);
    const unknown = await play([...flags, 'NO-SUCH-CIPHER', 'ping']);
    expect(unknown.theirs).toEqual({ stdout: '', code: 1 });
    expect(unknown.ours).toEqual(unknown.theirs);
  });
});
