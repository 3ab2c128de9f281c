import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suggest } from '../../../../renderer/editor/completions.ts';
import { KEPT_LENGTH, readDocuments, writeDocuments } from '../../../../renderer/editor/documents.ts';
import { hintOfLine, LineHints } from '../../../../renderer/editor/line-hint.ts';
import { bytesOfRow, countSlots, evalLine, slotsOfRows } from '../../../../renderer/editor/lua-line.ts';
import { tokenizeLine } from '../../../../renderer/editor/redis-tokens.ts';
import { runnableLines } from '../../../../renderer/editor/script-line.ts';
import { splitLine } from '../../../../shared/commands/command-line.ts';
import bundledDocs from '../../../../shared/commands/command-docs.json';
import type { CommandDocs } from '../../../../shared/commands/command-docs.ts';
import { BUNDLED_COMMANDS as commands } from '../../../../shared/commands/command-table.ts';
import type { Topology } from '../../../../shared/cluster/topology.ts';
import { latin1 } from '../../../../shared/resp/resp.ts';

const encoder = new TextEncoder();
const shard = (number: number, first: number, last: number) => ({
  number,
  slots: [{ first, last }],
  primary: null,
  replicas: [],
});
const topology = {
  kind: 'cluster',
  shards: [shard(1, 0, 5460), shard(2, 5461, 10922), shard(3, 10923, 16383)],
} as unknown as Topology;
const context = { commands, topology };

describe('the hint beside a line', () => {
  const hint = (line: string) => hintOfLine(line, context);

  it('names the slot and its shard, also behind a repeat count', () => {
    const slot = { kind: 'slot', slot: 12706, shard: 3 };
    for (const line of ['set k1 v1', '  SET "k1" v', '3 get k1', 'get "\\x6b1"'])
      expect(hint(line), line).toEqual(slot);
    expect(hint('mset {t}a 1 {t}b 2')).toMatchObject({ kind: 'slot' });
  });

  it('names the slots of keys that cannot go together', () => {
    expect(hint('mset k1 v1 k2 v2 k3 v3')).toEqual({ kind: 'cross-slot', slots: [12706, 449, 4576] });
  });

  it('names the target if one is given', () => {
    expect(hint('@primaries dbsize')).toEqual({ kind: 'target', target: '@primaries' });
    expect(hint('2 @split mget k1 k2')).toEqual({ kind: 'target', target: '@split' });
  });

  it('says what is not known or badly quoted', () => {
    expect(hint('gett k1')).toEqual({ kind: 'problem', why: 'Unknown command: gett' });
    expect(hint('set "k1')).toMatchObject({ kind: 'problem', why: 'A quote is not closed' });
    expect(hint('set "k"1 v')).toMatchObject({ kind: 'problem' });
    expect(hint('@all')).toMatchObject({ kind: 'problem' });
    expect(hint('0 ping')).toMatchObject({ kind: 'problem' });
  });

  it('has nothing to say of remarks, blank lines, commands without a key, and the words of the shell', () => {
    for (const line of [
      '',
      '  ',
      '# get "k1',
      '  # x',
      'ping',
      'connect 127.0.0.1 7000',
      'clear',
      ':set hints off',
    ])
      expect(hint(line), line).toEqual({ kind: 'none' });
    expect(hintOfLine('get k1', { commands, topology: { ...topology, kind: 'standalone' } })).toEqual({
      kind: 'none',
    });
  });

  it('is worked out once for each text, and again with another slot map', () => {
    const hints = new LineHints(context);
    const first = hints.of('get k1');
    expect(hints.of('get k1')).toBe(first);
    hints.setContext({ ...context });
    expect(hints.of('get k1')).toBe(first);
    hints.setContext({ commands, topology: null });
    expect(hints.of('get k1')).toEqual({ kind: 'slot', slot: 12706, shard: null });
  });
});

describe('the colours of a line', () => {
  const colours = (line: string) =>
    tokenizeLine(line, commands).map(({ startIndex, type }, i, all) => [
      line.slice(startIndex, all[i + 1]?.startIndex),
      type,
    ]);

  it('tell command, key, hash tag, string, escape and number apart', () => {
    expect(colours('set k1{tag} "a\\nb" ex 5')).toEqual([
      ['set', 'command'],
      [' ', ''],
      ['k1{', 'key'],
      ['tag', 'key.tag'],
      ['}', 'key'],
      [' ', ''],
      ['"a', 'string'],
      ['\\n', 'string.escape'],
      ['b"', 'string'],
      [' ex ', ''],
      ['5', 'number'],
    ]);
  });

  it('tell repeat count, target, subcommand, the unknown, the unclosed and remarks', () => {
    expect(colours('3 @all config get x').map(([, type]) => type)).toEqual([
      ...['repeat', '', 'target', '', 'command', '', 'command', ''],
    ]);
    expect(colours('gett k')).toEqual([
      ['gett', 'command.unknown'],
      [' k', ''],
    ]);
    expect(colours('set k "x y').at(-1)).toEqual(['"x y', 'string.open']);
    expect(colours(' # set k v')).toEqual([[' # set k v', 'comment']]);
  });

  it('cover any line from its begin, in ascending order', () => {
    const words = fc.constantFrom(
      'set',
      'mget',
      '3',
      '@all',
      '"a\\x00{b}"',
      "'c d'",
      '{t}k',
      '"',
      ' ',
      '#',
      'é😀',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 12 }), (parts) => {
        const tokens = tokenizeLine(parts.join(' '), commands);
        expect(tokens[0]!.startIndex).toBe(0);
        tokens
          .slice(1)
          .forEach(({ startIndex }, i) => expect(startIndex).toBeGreaterThan(tokens[i]!.startIndex));
      }),
    );
  });
});

describe('what can be completed', () => {
  const labels = (before: string) => suggest(before, { commands }).items.map(({ text }) => text);

  it('offers commands in the case one types in, behind prefixes too', () => {
    expect(labels('ge')).toContain('getex');
    expect(labels('GE')).toContain('GETEX');
    expect(suggest('3 @all ge', { commands })).toMatchObject({ start: 7 });
    expect(labels('3 @all ge')).toContain('getex');
    expect(labels('3 ')).toContain('GETEX');
  });
  it('offers subcommands and targets, and nothing in remarks, strings and behind', () => {
    expect(labels('cluster ')).toContain('countkeysinslot');
    expect(labels('CLUSTER co')).toContain('COUNTKEYSINSLOT');
    expect(labels('@')).toContain('@primaries');
    for (const line of ['# g', 'get "k', 'get k', 'get ', 'cluster slots ']) expect(labels(line)).toEqual([]);
  });
});

describe('what can be completed from the docs', () => {
  const docs = bundledDocs.docs as unknown as CommandDocs;
  const items = (before: string) => suggest(before, { commands, docs }).items;
  const texts = (before: string) => items(before).map(({ text }) => text);

  it('offers options as they begin to be written, each once', () => {
    expect(texts('set k v e')).toEqual(expect.arrayContaining(['ex', 'px', 'nx', 'keepttl']));
    expect(texts('SET k v nx E')).toContain('EX');
    expect(texts('SET k v nx E')).not.toContain('NX');
    expect(texts('set k v ')).toEqual([]);
    expect(items('set k v e').find(({ text }) => text === 'ex')).toMatchObject({
      label: 'EX',
      detail: 'seconds',
    });
  });
  it('says what commands are for', () => {
    expect(items('ge').find(({ text }) => text === 'get')!.detail).toMatch(/value/i);
  });
});

describe('the lines that are run', () => {
  it('are neither blank nor remarks', () => {
    expect(runnableLines(['# a', 'get k1', '', '  ', '\t# b', ' ping #x'])).toEqual(['get k1', ' ping #x']);
  });
});

describe('the line of a Lua script', () => {
  const lua = { script: 'return 1', keys: [''], args: [''], readOnly: false };

  it('counts its keys; empty rows are none', () => {
    expect(evalLine(lua)).toBe('EVAL "return 1" 0');
    expect(
      evalLine({
        script: 'return KEYS[1]\n',
        keys: ['k1', '', 'two words'],
        args: ['""', 'x'],
        readOnly: true,
      }),
    ).toBe('EVAL_RO "return KEYS[1]\\n" 2 k1 "two words" "" x');
  });

  it('takes a row in quotes as the shell would', () => {
    expect(bytesOfRow('"\\x00a"')).toEqual(Uint8Array.of(0, 0x61));
    expect(bytesOfRow('"a')).toEqual(encoder.encode('"a'));
    expect(bytesOfRow('"a" b')).toEqual(encoder.encode('"a" b'));
    expect(bytesOfRow('')).toBeNull();
  });

  it('is one line, and splits into the bytes of script, keys and arguments again', () => {
    const text = fc.string({ unit: 'binary', maxLength: 60 });
    const rows = fc.array(fc.oneof(text, fc.string({ maxLength: 10 })), { maxLength: 4 });
    fc.assert(
      fc.property(text, rows, rows, fc.boolean(), (script, keys, args, readOnly) => {
        const line = evalLine({ script, keys, args, readOnly });
        expect(line).not.toMatch(/[\n\r\u2028\u2029\0]/);
        const split = splitLine(line);
        const given = [...keys, ...args].map(bytesOfRow).filter((bytes) => bytes !== null);
        expect(split.ok && split.words.map(({ bytes }) => latin1(bytes))).toEqual([
          readOnly ? 'EVAL_RO' : 'EVAL',
          latin1(encoder.encode(script)),
          String(keys.filter((key) => key !== '').length),
          ...given.map((bytes) => latin1(bytes)),
        ]);
      }),
      { numRuns: 1000 },
    );
  });

  it('knows the slot of each key', () => {
    expect(slotsOfRows(['k1', '', '"k1"', 'k2'])).toEqual([12706, null, 12706, 449]);
    expect(countSlots(['k1', '', '"k1"'])).toBe(1);
    expect(countSlots(['k1', 'k2'])).toBe(2);
  });
});

describe('the documents', () => {
  const storage = (text: string | null = null) => ({
    text,
    getItem: () => text,
    setItem(_: string, value: string) {
      this.text = value;
    },
  });

  it('are read as they were written', () => {
    const documents = {
      kind: 'lua',
      commands: 'get k1\n',
      lua: { script: 'return 1', keys: ['a'], args: ['b', 'c'], readOnly: true },
    } as const;
    const kept = storage();
    expect(writeDocuments(kept, documents)).toBe(true);
    expect(readDocuments(storage(kept.text))).toEqual(documents);
  });

  it('are empty if nothing whole was kept', () => {
    const empty = readDocuments(storage());
    expect(empty).toMatchObject({ kind: 'commands', commands: '' });
    for (const text of ['{', '7', '"x"', '{"lua":3,"commands":4}', '{"lua":{"keys":[1]}}'])
      expect(readDocuments(storage(text))).toEqual(empty);
  });

  it('are kept without passwords, also of remarks', () => {
    const kept = storage();
    const commands = 'get k1\n  AUTH me s3cret\n# config set requirepass s3cret\n# auth is below\n3 ping';
    expect(writeDocuments(kept, { ...readDocuments(kept), commands })).toBe(true);
    expect(kept.text).not.toContain('s3cret');
    expect(readDocuments(storage(kept.text)).commands.split('\n')).toEqual([
      'get k1',
      expect.stringMatching(/^# not kept: AUTH \S+$/),
      expect.stringMatching(/^# not kept: config set requirepass \S+$/),
      expect.stringMatching(/^# not kept: auth/),
      '3 ping',
    ]);
  });

  it('are not kept above the bound', () => {
    const kept = storage();
    const documents = { ...readDocuments(kept), commands: 'x'.repeat(KEPT_LENGTH) };
    expect(writeDocuments(kept, documents)).toBe(false);
    expect(kept.text).toBeNull();
  });
});
