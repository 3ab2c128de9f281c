import { describe, expect, it, test } from 'vitest';
import {
  changesBetween,
  confRows,
  memoryBytes,
  parseConf,
  valuesOf,
  type Directive,
} from '../../../../shared/local/conf.ts';
import { checkConf, reservedChange } from '../../../../shared/local/conf-check.ts';
import { hideSecrets, restoreSecrets } from '../../../../shared/local/conf-secrets.ts';

const known = new Map<string, Directive>(
  (
    [
      { name: 'maxmemory', kind: 'memory', isLive: true, initial: '0' },
      {
        name: 'maxmemory-policy',
        kind: 'choice',
        choices: ['noeviction', 'allkeys-lru'],
        isLive: true,
        initial: 'noeviction',
      },
      { name: 'maxmemory-clients', kind: 'percent', isLive: true, initial: '0' },
      { name: 'appendonly', kind: 'yes-no', isLive: true, initial: 'no' },
      { name: 'databases', kind: 'number', isLive: false, initial: '16' },
      { name: 'hz', kind: 'number', least: 1, most: 500, isLive: true, initial: '10' },
      { name: 'save', kind: 'text', isLive: true, initial: '3600 1 300 100 60 10000' },
      { name: 'client-output-buffer-limit', kind: 'text', isLive: true, initial: 'normal 0 0 0 slave 1 2 3' },
      { name: 'rename-command', kind: 'text', isLive: false, initial: null },
    ] satisfies Directive[]
  ).map((one) => [one.name, one]),
);

describe('a conf file is read as the server reads it', () => {
  it('with comments only at the beginning of a line, quotes, and names of any case', () => {
    const { lines, broken } = parseConf(
      '# port 1\n\n  PORT 7000\r\nsave ""\nlogfile "a b.log"\nhz 10 # no\n',
    );
    expect(broken).toEqual([]);
    expect(lines.map(({ line, name, args }) => [line, name, ...args])).toEqual([
      [3, 'port', '7000'],
      [4, 'save', ''],
      [5, 'logfile', 'a b.log'],
      [6, 'hz', '10', '#', 'no'],
    ]);
    expect(lines[0]).toMatchObject({ start: 3, nameEnd: 7, end: 12 });
  });
  it('names the line whose quotes it cannot split', () => {
    expect(parseConf('hz 10\nlogfile "a\ndir "a"b').broken).toEqual([
      { line: 2, start: 9, end: 11, message: 'A quote is not closed.' },
      { line: 3, start: 5, end: 9, message: 'Text follows a closing quote.' },
    ]);
  });
  it('the last line of a directive counts, except where lines add up, and "" empties those', () => {
    const { lines } = parseConf('hz 1\nhz 2\nsave 900 1\nsave 300 10\n');
    expect([...valuesOf(lines)]).toEqual([
      ['hz', '2'],
      ['save', '900 1 300 10'],
    ]);
    expect(valuesOf(parseConf('save 900 1\nsave ""').lines).get('save')).toBe('');
  });
});

test.each([
  ['100', 100],
  ['1k', 1000],
  ['1kb', 1024],
  ['100MB', 104_857_600],
  ['1g', 1e9],
  ['1tb', null],
  ['mb', null],
  ['-1', null],
  ['1.5gb', null],
])('the size %s is %s bytes', (text, bytes) => {
  expect(memoryBytes(text)).toBe(bytes);
});

describe('what the server would refuse is marked', () => {
  const check = (text: string) =>
    checkConf(text, known).map(({ line, start, end, message }) => [line, start, end, message]);
  test.each([
    [
      'maxmemory-polcy noeviction',
      [1, 1, 16, 'No directive is called maxmemory-polcy. Did you mean maxmemory-policy?'],
    ],
    ['frobnicate yes', [1, 1, 11, 'No directive is called frobnicate.']],
    ['maxmemory 100mib', [1, 11, 17, 'maxmemory is a size such as 1048576, 100mb or 1gb.']],
    ['maxmemory', [1, 1, 10, 'maxmemory has no value.']],
    ['appendonly maybe', [1, 12, 17, 'appendonly is yes or no.']],
    ['maxmemory-policy lru', [1, 18, 21, 'maxmemory-policy is one of noeviction, allkeys-lru.']],
    ['hz 501', [1, 4, 7, 'hz is a number from 1 to 500.']],
    ['hz ten', [1, 4, 7, 'hz is a whole number.']],
    ['hz 10 # quick', [1, 3, 14, 'hz takes one value. Quote it if it has spaces.']],
  ])('%s', (text, problem) => {
    expect(check(text)).toEqual([problem]);
  });
  test.each([
    'maxmemory 100mb',
    'maxmemory-clients 5%',
    'MAXMEMORY-POLICY AllKeys-LRU',
    'save ""',
    'databases 99',
  ])('%s is fine', (text) => expect(check(text)).toEqual([]));
  it('nothing but quotes is judged of a server that did not say what it knows', () => {
    expect(checkConf('frobnicate yes\ndir "a', new Map())).toHaveLength(1);
  });
  it('a reserved directive stays as it is, whatever else changes', () => {
    expect(reservedChange('port 1\nhz 10', 'port 1\nhz 11')).toBeNull();
    expect(reservedChange('port 1', 'port 2')).toBe(
      'port cannot be changed here: Slotshell finds the server by it.',
    );
    expect(reservedChange('port 1', 'hz 2')).toMatch(/^port cannot/);
    expect(reservedChange('', 'loadmodule /tmp/x.so')).toMatch(/^loadmodule cannot be changed here/);
    expect(reservedChange('port 1', 'port 1\nport 2')).toMatch(/^port cannot/);
  });
});

describe('the difference of two texts', () => {
  it('says what each change takes', () => {
    const before = 'maxmemory 0\nappendonly no\ndatabases 16\n';
    const after = '# new\nmaxmemory 100mb\ndatabases 32\nrename-command FLUSHALL ""\n';
    expect(changesBetween(before, after, known)).toEqual([
      { name: 'appendonly', from: 'no', to: null, by: 'set' },
      { name: 'databases', from: '16', to: '32', by: 'restart' },
      { name: 'maxmemory', from: '0', to: '100mb', by: 'set' },
      { name: 'rename-command', from: null, to: 'FLUSHALL ', by: 'restart' },
    ]);
    expect(changesBetween(before, `# only a comment\n${before}`, known)).toEqual([]);
  });
});

describe('file, running and default', () => {
  const running = new Map([
    ['maxmemory', '104857600'],
    ['hz', '20'],
    ['appendonly', 'no'],
    ['save', ''],
    ['client-output-buffer-limit', 'normal 1 0 0 slave 1 2 3'],
  ]);
  it('list what the file says or what runs otherwise than by default, and mark what waits for a start', () => {
    const rows = confRows(
      'maxmemory 100mb\ndatabases 32\nappendonly yes\nclient-output-buffer-limit normal 1 0 0',
      running,
      known,
    );
    expect(
      rows.map(({ name, file, running, initial, isPending }) => [name, file, running, initial, isPending]),
    ).toEqual([
      ['appendonly', 'yes', 'no', 'no', true],
      [
        'client-output-buffer-limit',
        'normal 1 0 0',
        'normal 1 0 0 slave 1 2 3',
        'normal 0 0 0 slave 1 2 3',
        false,
      ],
      ['databases', '32', null, '16', false],
      ['hz', null, '20', '10', false],
      ['maxmemory', '100mb', '104857600', '0', false],
      ['save', null, '', '3600 1 300 100 60 10000', false],
    ]);
  });
  it('have only the file for a server that does not run', () => {
    expect(confRows('hz 20', null, known)).toEqual([
      { name: 'hz', file: '20', running: null, initial: '10', isPending: false },
    ]);
  });
});

describe('passwords', () => {
  const text = 'port 1\nrequirepass "p w"\n#masterauth old\nuser default on #abc ~*\n# keep\n';
  const hidden =
    'port 1\nrequirepass "(hidden 1)"\n#masterauth "(hidden 2)"\nuser default "(hidden 3)"\n# keep\n';
  it('are hidden, in comments too, and come back wherever their line went', () => {
    expect(hideSecrets(text)).toBe(hidden);
    expect(restoreSecrets(hidden, text)).toBe(text);
    const moved = `${hidden.split('\n').reverse().join('\n')}\nhz 20`;
    expect(restoreSecrets(moved, text)).toBe(`${text.split('\n').reverse().join('\n')}\nhz 20`);
  });
  it('are not put where they could be read', () => {
    for (const edited of [
      'logfile "(hidden 1)"',
      'masterauth "(hidden 1)"',
      'requirepass "(hidden 9)"',
      '# (hidden 1)',
      'requirepass "x(hidden 1)"',
      'user default "(hidden 1)"',
    ])
      expect(restoreSecrets(edited, text)).toBeNull();
  });
});
