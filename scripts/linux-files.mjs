/**
 * What a deb and an rpm have beside the app, in out/linux, at their places in the system: the link in /usr/bin, AppStream
 * metainfo, the scalable icon, the man page, completions, the copyright, the changelog, and the reasons for what lintian objects to.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { inLines } from './in-lines.mjs';
import { ROOT } from './prepare.mjs';

const OUT = path.join(ROOT, 'out', 'linux');
const read = (...names) => readFileSync(path.join(ROOT, ...names), 'utf8');

/** When the sources were last changed: the same sources make the same files. Seconds since 1970. */
function sourceTime() {
  if (process.env.SOURCE_DATE_EPOCH) return Number(process.env.SOURCE_DATE_EPOCH);
  try {
    const shown = execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: ROOT, encoding: 'utf8' });
    return Number(shown);
  } catch {
    return Math.floor(Date.now() / 1000);
  }
}

/** The entries of the newest release of CHANGELOG.md, or of what is not released yet; the lists' items, unfolded. */
export function newestChanges(changelog) {
  const section = changelog.split(/^## /m)[1] ?? '';
  return [...section.matchAll(/^- (.*(?:\n {2}.*)*)/gm)].map(([, text]) => text.replace(/\n +/g, ' '));
}

/** Debian's format of a changelog. `time` is in seconds since 1970. */
export function debianChangelog({ name, version, author }, changes, time) {
  const date = new Date(time * 1000).toUTCString().replace('GMT', '+0000');
  const items = changes.map((text) => inLines(text, '  * ', '    '));
  return `${name} (${version}) unstable; urgency=medium\n\n${items.join('\n')}\n\n -- ${author}  ${date}\n`;
}

/** Debian's format of a copyright file: ours, and where those of the packages in it are. */
export function debianCopyright({ author, homepage }, license) {
  const year = /Copyright \(c\) (.*)/.exec(license)?.[1] ?? '';
  const text = license.slice(license.indexOf('Permission is')).trim();
  const body = text
    .split('\n')
    .map((line) => ` ${line.trim() || '.'}`)
    .join('\n');
  return `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: Slotshell
Upstream-Contact: ${author}
Source: ${homepage}

Files: *
Copyright: ${year}
License: MIT
Comment: Electron's licence, and those of everything in Chromium, are in
 /opt/Slotshell/LICENSE.electron.txt and /opt/Slotshell/LICENSES.chromium.html; those
 of Node and of the packages in the app are in /opt/Slotshell/resources.

License: MIT
${body}
`;
}

function put(place, text) {
  const file = path.join(OUT, place);
  mkdirSync(path.dirname(file), { recursive: true });
  // Level 9 and no name or time, as Debian's policy has it.
  writeFileSync(file, place.endsWith('.gz') ? gzipSync(text, { level: 9 }) : text);
}

export function makeLinuxFiles() {
  const manifest = JSON.parse(read('package.json'));
  const { name, version, homepage } = manifest;
  const time = sourceTime();
  const date = new Date(time * 1000).toISOString().slice(0, 10);
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(path.join(OUT, 'usr', 'bin'), { recursive: true });
  symlinkSync('/opt/Slotshell/resources/command/slotshell', path.join(OUT, 'usr', 'bin', name));
  const values = { VERSION: version, DATE: date, HOMEPAGE: homepage };
  const metainfo = read('assets', 'linux', 'metainfo.xml').replace(/@(\w+)@/g, (_, key) => values[key]);
  put('usr/share/metainfo/dev.slotshell.app.metainfo.xml', metainfo);
  put(`usr/share/icons/hicolor/scalable/apps/${name}.svg`, read('assets', 'icon.svg'));
  put(`usr/share/doc/${name}/copyright`, debianCopyright(manifest, read('LICENSE')));
  const changes = newestChanges(read('CHANGELOG.md'));
  put(`usr/share/doc/${name}/changelog.gz`, debianChangelog(manifest, changes, time));
  const papers = {
    'slotshell.1': `man/man1/${name}.1.gz`,
    'completions/slotshell.bash': `bash-completion/completions/${name}`,
    'completions/_slotshell': `zsh/vendor-completions/_${name}`,
    'completions/slotshell.fish': `fish/vendor_completions.d/${name}.fish`,
  };
  for (const [made, place] of Object.entries(papers)) put(`usr/share/${place}`, read('out', 'command', made));
  put(`usr/share/lintian/overrides/${name}`, read('assets', 'linux', 'lintian-overrides'));
}
