import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LISTED_FLAGS } from '../../../../main/headless/papers/flag-rows.ts';
import { flagTable } from '../../../../main/headless/papers/flag-table.ts';
import { papers } from '../../../../main/headless/papers/papers.ts';

const PAPERS = papers('2026-01-31');
let directory = '';
beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'papers-'));
  for (const [name, text] of Object.entries(PAPERS)) {
    mkdirSync(path.dirname(path.join(directory, name)), { recursive: true });
    writeFileSync(path.join(directory, name), text);
  }
  writeFileSync(path.join(directory, 'one file.pem'), '');
});
afterAll(() => rmSync(directory, { recursive: true }));

test('every flag with a help text is in the man page and in each completion', () => {
  for (const { flag, help } of LISTED_FLAGS) {
    const roff = flag.replaceAll('-', '\\-');
    expect(PAPERS['slotshell.1']).toContain(`\\fB${roff}\\fR`);
    expect(PAPERS['slotshell.1']!.replace(/\n/g, ' ')).toContain(
      help!.replace(/\n/g, ' ').replaceAll('\\', '\\e').replaceAll('-', '\\-'),
    );
    expect(PAPERS['completions/slotshell.bash']).toMatch(new RegExp(`[ ']${flag}[ ']`));
    expect(PAPERS['completions/_slotshell']).toContain(`'${flag}[`);
    expect(PAPERS['completions/slotshell.fish']).toContain(
      flag.startsWith('--') ? ` -l ${flag.slice(2)} ` : ` -s ${flag.slice(1)} `,
    );
  }
});

test('no line of the man page is a macro by accident, and none is longer than 80', () => {
  const macros = /^\.(TH|SH|SS|TP|PP|B|BR|RI|IR|nh|ad|\\")( |$)/;
  for (const line of PAPERS['slotshell.1']!.split('\n')) {
    if (/^[.']/.test(line)) expect(line).toMatch(macros);
    expect(line.length).toBeLessThanOrEqual(80);
  }
});

/** The candidates for the last word of a line, as bash splits it. */
function inBash(line: string): string[] {
  const words = line.split(/ |(?<=[:=])|(?=[:=])/);
  const script = `source completions/slotshell.bash
COMP_LINE=$1 COMP_POINT=\${#1} COMP_CWORD=$(($# - 2)) COMP_WORDS=("\${@:2}")
compopt() { printf '(%s)\\n' "$2"; }
_slotshell; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = spawnSync('bash', ['-c', script, 'bash', line, ...words], { cwd: directory });
  return String(stdout).split('\n').filter(Boolean);
}

function inFish(line: string): string[] {
  const script = 'source completions/slotshell.fish; complete -C "$argv[1]"';
  const { stdout } = spawnSync('fish', ['--no-config', '-c', script, line], { cwd: directory });
  return String(stdout)
    .split('\n')
    .filter(Boolean)
    .map((row) => row.split('\t')[0]!);
}

const has = (shell: string) => spawnSync(shell, ['--version']).status === 0;
const shells = Object.entries({ bash: inBash, fish: inFish }).filter(([shell]) => has(shell));

test.each(shells)(
  '%s completes flags, their values, subcommands of --cluster, and commands',
  (_, candidates) => {
    const sorted = (line: string) => candidates(line).sort();
    expect(sorted('slotshell --cac')).toEqual(['--cacert', '--cacertdir']);
    expect(sorted('slotshell --cluster re')).toEqual(['rebalance', 'replace-node', 'reshard', 'resume']);
    expect(sorted('slotshell --cluster create 127.0.0.1:7001 h:2 --cluster-re')).toEqual([
      '--cluster-replicas',
    ]);
    expect(sorted('slotshell -h h --cluster rebalance h:1 --by ')).toEqual([
      'bytes',
      'keys',
      'load',
      'slots',
    ]);
    expect(sorted('slotshell --show-pushes ')).toEqual(['no', 'yes']);
    expect(sorted('slotshell -u redis://h:6379/0 --annotate confi')).toEqual(['config']);
    expect(sorted('slotshell -a get CONFIG ge')).toEqual(['get']);
    expect(sorted('slotshell get -')).toEqual([]);
    expect(sorted('slotshell -a ')).toEqual([]);
    expect(candidates('slotshell ')).toContain('cluster');
  },
);

test('bash leaves files to readline', () => {
  expect(inBash('slotshell --cacert o')).toEqual(['(default)']);
  expect(inBash('slotshell --cacertdir o')).toEqual(['(dirnames)']);
});

// `npx vitest run test/unit/main/headless/papers.test.ts -u` writes it again.
test('docs/command-flags.md is made from the table of flags', async () => {
  const file = path.resolve('docs/command-flags.md');
  const text = await format(flagTable(), { ...(await resolveConfig(file)), filepath: file });
  await expect(text).toMatchFileSnapshot(file);
});
