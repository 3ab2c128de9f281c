import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { build } from 'vite';
import { ProfileFile } from '../../../../main/connections/profile-file.ts';
import { newProfile } from '../../../../shared/connections/new-profile.ts';
import type { Profile } from '../../../../shared/connections/profile.ts';

/**
 * Saves a connection with every call to the file system counted; at the call that is asked for it dies, in the middle of a
 * write, or the disk is full from there on.
 */
const WRITER = `
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
const [directory, mode, at, profile] = process.argv.slice(2);
let calls = 0;
const CHANGES = new Set(['writeFile', 'open', 'mkdir']);
const strike = async (name, half) => {
  if (++calls < Number(at)) return;
  if (mode === 'die' && calls === Number(at)) {
    await half?.();
    process.kill(process.pid, 'SIGKILL');
  }
  if (mode === 'full' && CHANGES.has(name)) {
    await half?.();
    throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  }
};
const { open } = fs;
for (const name of ['mkdir', 'readdir', 'readFile', 'realpath', 'rename', 'rm', 'stat']) {
  const real = fs[name];
  fs[name] = async (...args) => { await strike(name); return real(...args); };
}
fs.open = async (file, flags, ...args) => {
  await strike(flags === 'r' ? 'look' : 'open');
  const handle = await open(file, flags, ...args);
  const { writeFile, sync, close } = handle;
  handle.writeFile = async (data) => {
    await strike('writeFile', () => writeFile.call(handle, data.slice(0, data.length / 2)));
    return writeFile.call(handle, data);
  };
  handle.sync = async () => { await strike('sync'); return sync.call(handle); };
  handle.close = async () => { await close.call(handle); await strike('close'); };
  return handle;
};
syncBuiltinESMExports();
const { ProfileFile } = await import('./profile-file.mjs');
const problems = [];
const file = await ProfileFile.open(directory, { onProblem: (text) => problems.push(text) });
if (mode === 'wait') {
  process.stdout.write('ready\\n');
  await new Promise((resolve) => process.stdin.once('data', resolve));
  process.stdin.destroy();
}
const saved = await file.save(JSON.parse(profile));
process.stdout.write(JSON.stringify({ calls, saved, listed: file.list().length, problems }));
`;

// Some forty programs are started one after the other.
vi.setConfig({ testTimeout: 300_000 });

let root = '';
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'profiles-crash-'));
  await writeFile(path.join(root, 'writer.mjs'), WRITER);
  await build({
    configFile: false,
    logLevel: 'silent',
    ssr: { noExternal: true },
    build: {
      ssr: path.resolve('main/connections/profile-file.ts'),
      outDir: root,
      emptyOutDir: false,
      rollupOptions: { output: { entryFileNames: 'profile-file.mjs' } },
    },
  });
});
afterAll(() => rm(root, { recursive: true, force: true }));

const older = [0, 1, 2].map((i) => ({ ...newProfile(randomUUID()), name: `older ${i}` }));
const newer = { ...newProfile(randomUUID()), name: 'newer' };

interface Ran {
  died: boolean;
  calls: number;
  saved: boolean;
  listed: number;
  problems: string[];
}

type Mode = 'die' | 'full' | 'wait';

/** With `wait` it opens the file, and saves when all are `ready`. */
function run(
  directory: string,
  mode: Mode,
  at: number,
  profile: Profile = newer,
  ready?: { one(): void; all: Promise<void> },
): Promise<Ran> {
  const child = spawn(process.execPath, [
    path.join(root, 'writer.mjs'),
    directory,
    mode,
    String(at),
    JSON.stringify(profile),
  ]);
  let out = '';
  let err = '';
  child.stdout.on('data', (piece) => {
    out += piece;
    if (out !== 'ready\n') return;
    out = '';
    ready?.one();
    void ready?.all.then(() => child.stdin.end('go'));
  });
  child.stderr.on('data', (piece) => (err += piece));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve({ died: true, calls: 0, saved: false, listed: 0, problems: [] });
      else if (code === 0) resolve({ died: false, ...JSON.parse(out) });
      else reject(new Error(err));
    });
  });
}

/** A directory with the older ones in it, as `damage` leaves it. */
async function prepared(name: string, damage: (file: string) => Promise<void>): Promise<string> {
  const directory = path.join(root, name);
  const file = await ProfileFile.open(directory);
  for (const profile of older) await file.save(profile);
  await damage(path.join(directory, 'profiles.json'));
  return directory;
}

test.each<[string, (file: string) => Promise<void>]>([
  ['a whole file', () => Promise.resolve()],
  ['a damaged file', (file) => writeFile(file, '{"version":1,"profi')],
])(
  'a program that dies at any step of saving into %s leaves the old connections or the new ones',
  async (name, damage) => {
    const model = await prepared(name, damage);
    const { calls, saved } = await run(await copied(model, 'whole'), 'die', 0);
    expect(saved).toBe(true);
    expect(calls).toBeGreaterThan(20);
    const outcomes = new Set<number>();
    for (let at = 1; at <= calls; at++) {
      const directory = await copied(model, String(at));
      expect(await run(directory, 'die', at)).toMatchObject({ died: true });
      const problems: string[] = [];
      const file = await ProfileFile.open(directory, { onProblem: (text) => problems.push(text) });
      const whole = [older, [...older, newer]];
      expect(whole, `after step ${at}`).toContainEqual(file.list());
      outcomes.add(file.list().length);
      if (name === 'a whole file') expect(problems).toEqual([]);
      else
        expect(
          (await readdir(directory)).some((each) => each.includes('damaged')),
          `after step ${at}`,
        ).toBe(true);
      expect(await file.save(newer), `after step ${at}`).toBe(true);
      expect((await readdir(directory)).filter((each) => /lock|tmp/.test(each))).toEqual([]);
    }
    // Both are seen: the steps are those of a write.
    expect([...outcomes].sort()).toEqual([3, 4]);
  },
);

test('a disk that is full from any step on costs nothing, is reported, and keeps the change in memory', async () => {
  const model = await prepared('full', () => Promise.resolve());
  const { calls } = await run(await copied(model, 'whole'), 'full', Infinity);
  for (let at = 1; at <= calls; at++) {
    const directory = await copied(model, String(at));
    const ran = await run(directory, 'full', at);
    expect(ran.listed, `from step ${at} on`).toBe(4);
    if (!ran.saved) expect(ran.problems.at(-1)).toMatch(/ENOSPC/);
    const file = await ProfileFile.open(directory);
    expect(file.list(), `from step ${at} on`).toEqual(ran.saved ? [...older, newer] : older);
    expect((await readdir(directory)).filter((each) => /lock|tmp/.test(each))).toEqual([]);
  }
});

test('programs that save at once lose nothing of each other, one that died among them', async () => {
  const directory = await prepared('shared', () => Promise.resolve());
  const profiles = Array.from({ length: 6 }, (_, i) => ({
    ...newProfile(randomUUID()),
    name: `of program ${i}`,
  }));
  const dead = run(directory, 'die', 9);
  let waiting = profiles.length;
  let go = () => {};
  const all = new Promise<void>((resolve) => (go = resolve));
  const ready = { one: () => void (--waiting === 0 && go()), all };
  const ran = await Promise.all(profiles.map((profile) => run(directory, 'wait', Infinity, profile, ready)));
  await dead;
  expect(ran.map(({ saved, problems }) => [saved, problems])).toEqual(profiles.map(() => [true, []]));
  const listed = (await ProfileFile.open(directory)).list();
  expect(listed).toHaveLength(9);
  expect(listed).toEqual(expect.arrayContaining([...older, ...profiles]));
});

async function copied(model: string, name: string): Promise<string> {
  const directory = `${model} ${name}`;
  await mkdir(directory);
  await cp(model, directory, { recursive: true });
  return directory;
}
