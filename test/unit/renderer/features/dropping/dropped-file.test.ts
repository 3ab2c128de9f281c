import { expect, test } from 'vitest';
import { LARGEST_FILE, nameOf, readDropped } from '../../../../../renderer/features/dropping/dropped-file.ts';

const file = (name: string, content: BlobPart, size?: number) => ({
  name,
  size: size ?? new Blob([content]).size,
  arrayBuffer: () => new Blob([content]).arrayBuffer(),
});

test('scripts go to the editor, exports of connections to the import', async () => {
  expect(await readDropped(file('a.redis', '\ufeffget x\n'))).toEqual({
    kind: 'script',
    name: 'a.redis',
    text: 'get x\n',
  });
  expect(await readDropped(file('s.lua', 'return 1'))).toMatchObject({ kind: 'script', name: 's.lua' });
  for (const [name, text] of [
    ['connections.json', '{"kind":"slotshell-connections"}'],
    ['list', ' [{"host":"a"}]'],
    ['export.ANO', 'W3t9XQ=='],
  ] as const)
    expect(await readDropped(file(name, text)), name).toEqual({ kind: 'connections', text });
});

test('what is too large, no text or unreadable is refused in words', async () => {
  const why = async (one: Parameters<typeof readDropped>[0]) => {
    const dropped = await readDropped(one);
    return dropped.kind === 'refused' ? dropped.why : dropped.kind;
  };
  expect(await why(file('a', '', LARGEST_FILE + 1))).toContain('larger than 16 MiB');
  expect(await why(file('a', Uint8Array.of(0xff, 0xfe)))).toContain('not UTF-8');
  expect(await why(file('a', 'MZ\0'))).toContain('not UTF-8');
  const folder = { ...file('a', ''), arrayBuffer: () => Promise.reject(new Error('NotReadableError')) };
  expect(await why(folder)).toContain('may be a folder');
});

test('a name is shown escaped, cut, and without its path', () => {
  expect(nameOf('/tmp/x\n\u202egnp.lua')).toBe('x\\n\\u202egnp.lua');
  expect(nameOf('C:\\a\\b.txt')).toBe('b.txt');
  expect(nameOf('')).toBe('file');
  expect(nameOf('x'.repeat(300))).toHaveLength(81);
});
