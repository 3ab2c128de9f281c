/** A fresh Debian in a folder, from the mirror that this computer's apt uses. Needs root and debootstrap. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

const QUIET = { stdio: ['ignore', 'ignore', 'inherit'] };

/** The sources of this suite among apt's own: its lines of sources.list, the main mirror first. */
function sourcesOf(suite) {
  const format = ['--format', '$(REPO_URI) $(RELEASE) $(COMPONENT)', 'Created-By: Packages'];
  const text = execFileSync('apt-get', ['indextargets', ...format], { encoding: 'utf8' });
  const all = [...new Set(text.trim().split('\n'))].map((line) => line.split(' '));
  const ours = all.filter(([, release, component]) => release.startsWith(suite) && component === 'main');
  ours.sort(([, a], [, b]) => a.length - b.length);
  if (ours[0]?.[1] !== suite) throw new Error(`This computer's apt has no mirror of Debian ${suite}.`);
  return ours.map(([uri, release]) => ({ uri, release }));
}

/** Unpacks a minimal system into `root`; it is downloaded once and kept. */
export function makeDebian(suite, root) {
  const sources = sourcesOf(suite);
  const cache = path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'slotshell-debian');
  const kept = path.join(cache, `${suite}.tar`);
  if (!existsSync(kept)) {
    mkdirSync(cache, { recursive: true });
    const made = `${root}-new`;
    execFileSync('debootstrap', ['--variant=minbase', suite, made, sources[0].uri], QUIET);
    execFileSync('tar', ['-C', made, '-cf', `${kept}.${process.pid}`, '.'], QUIET);
    execFileSync('rm', ['-rf', made]);
    renameSync(`${kept}.${process.pid}`, kept);
  }
  mkdirSync(root, { recursive: true });
  execFileSync('tar', ['-C', root, '-xf', kept], QUIET);
  const lines = sources.map(({ uri, release }) => `deb ${uri} ${release} main\n`);
  writeFileSync(path.join(root, 'etc/apt/sources.list'), lines.join(''));
  // A proxy, if there is one.
  cpSync('/etc/apt/apt.conf.d', path.join(root, 'etc/apt/apt.conf.d'), { recursive: true });
  cpSync('/etc/resolv.conf', path.join(root, 'etc/resolv.conf'), { dereference: true });
}
