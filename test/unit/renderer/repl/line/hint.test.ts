import { describe, expect, it } from 'vitest';
import { describeLine } from '../../../../../renderer/repl/line/hint.ts';
import { clusterContext, nodeAt, threeShards } from '../../../../support/cluster-fixtures.ts';
import { Reading } from '../../../../../shared/repl/line/reading.ts';

const context = clusterContext();

describe('the hint for the line being typed', () => {
  it('is empty for a blank line', () => {
    expect(describeLine(new Reading('  '), context)).toEqual({ kind: 'empty' });
  });

  it('says where a key lives and which part of it decides', () => {
    const line = 'getex "k1{customer}" EX 5';
    expect(describeLine(new Reading(line), context)).toEqual({
      kind: 'slot',
      keys: [
        {
          text: 'k1{customer}',
          hashed: { start: 3, end: 11, tagged: true },
          slot: 6651,
          shard: 2,
          node: nodeAt(7001),
          start: 6,
          end: 20,
        },
      ],
      slot: 6651,
      shard: 2,
      node: nodeAt(7001),
      redirect: 'none',
      unserved: '',
      more: 0,
    });
  });

  it('says what each mode would meet at another node than the owner', () => {
    const redirect = (mode: 'direct' | 'follow' | 'off', currentNode = nodeAt(7000)) => {
      const hint = describeLine(new Reading('get foo'), clusterContext({ mode, currentNode }));
      return hint.kind === 'slot' && hint.redirect;
    };
    expect([redirect('direct'), redirect('follow'), redirect('off')]).toEqual(['none', 'moved', 'error']);
    expect(redirect('off', nodeAt(7002))).toBe('none');
  });

  it('says before Enter that a slot is not served, and why', () => {
    const topology = structuredClone(context.topology!);
    for (const node of [topology.shards[1]!.primary!, ...topology.shards[1]!.replicas])
      node.health = 'failed';
    const dead = { ...context, topology };
    const unserved = 'Slots 5461-10922 are not served: both nodes of shard 2 are down.';
    expect(describeLine(new Reading('get c'), dead)).toMatchObject({ kind: 'slot', shard: 2, unserved });
    expect(describeLine(new Reading('cluster countkeysinslot 6651'), dead)).toMatchObject({ unserved });
    expect(describeLine(new Reading('get foo'), dead)).toMatchObject({ kind: 'slot', unserved: '' });
  });

  it('counts slots and shards of keys that cannot go together', () => {
    expect(describeLine(new Reading('mset k1 v k2 v k3 v'), context)).toMatchObject({
      kind: 'cross-slot',
      slots: 3,
      shards: 2,
      more: 0,
      keys: [{ slot: 12706 }, { slot: 449 }, { slot: 4576 }],
    });
  });

  it('shows the first keys of many and counts the rest', () => {
    const keys = Array.from({ length: 20 }, (_, i) => `{tag}${i}`).join(' ');
    expect(describeLine(new Reading(`mget ${keys}`), context)).toMatchObject({ kind: 'slot', more: 12 });
    const hint = describeLine(new Reading(`mget ${keys}`), context);
    expect(hint.kind === 'slot' && hint.keys.length).toBe(8);
  });

  it('follows a key whose quote is still open', () => {
    expect(describeLine(new Reading('get "fo'), context)).toMatchObject({
      kind: 'slot',
      keys: [{ text: 'fo' }],
    });
  });

  it('sends slot questions to the owner, and warns if they would not go there', () => {
    expect(describeLine(new Reading('cluster countkeysinslot 6651'), context)).toEqual({
      kind: 'slot-question',
      slot: 6651,
      shard: 2,
      node: nodeAt(7001),
      unserved: '',
    });
    expect(
      describeLine(new Reading('cluster countkeysinslot 6651'), clusterContext({ mode: 'off' })),
    ).toMatchObject({
      kind: 'text',
      tone: 'bad',
    });
    expect(describeLine(new Reading('cluster getkeysinslot 16384 10'), context)).toEqual({
      kind: 'text',
      tone: 'bad',
      text: 'Slots are 0 to 16383',
    });
  });

  it('names the current node for a command without a key', () => {
    expect(describeLine(new Reading('ping'), context)).toEqual({
      kind: 'text',
      tone: 'quiet',
      text: 'No key: runs on the current node, 127.0.0.1:7000',
    });
  });

  it('offers names while the command is typed, and says when there is none', () => {
    expect(describeLine(new Reading('getr'), context)).toMatchObject({ tone: 'quiet', text: 'GETRANGE' });
    expect(describeLine(new Reading('gott foo'), context)).toMatchObject({
      tone: 'bad',
      text: 'Unknown command: gott',
    });
    expect(describeLine(new Reading('get "a"b'), context)).toMatchObject({ tone: 'bad' });
  });

  it('does not mention slots if there are none', () => {
    const standalone = { ...context, topology: { ...threeShards, kind: 'standalone' as const } };
    expect(describeLine(new Reading('get foo'), standalone)).toMatchObject({
      kind: 'text',
      text: 'Not in a cluster: every key is on 127.0.0.1:7000',
    });
  });

  it('at twemproxy foretells what would not be sent, and whose server a key is on is not foretold', () => {
    const session = { ...context.session, server: 'twemproxy', currentNode: '127.0.0.1:22121' };
    const proxy = { ...context, session, topology: { ...threeShards, kind: 'proxy' as const } };
    const text = (line: string, more = {}) => describeLine(new Reading(line), { ...proxy, ...more });
    expect(text('get foo')).toMatchObject({
      tone: 'quiet',
      text: 'The proxy 127.0.0.1:22121 picks the server by the key',
    });
    expect(text('mget a b')).toMatchObject({ text: expect.stringContaining('picks the server') });
    expect(text('sinter a b')).toMatchObject({ text: expect.stringContaining('the first key') });
    expect(text('ping')).toMatchObject({ text: expect.stringContaining('No key') });
    expect(text('keys *')).toEqual({
      kind: 'text',
      tone: 'bad',
      text: 'Would not be sent: twemproxy does not know it',
    });
    expect(text('eval return(1) 0')).toMatchObject({ tone: 'bad', text: expect.stringContaining('none') });
    expect(text('keys'), 'what is still typed is no mistake').toMatchObject({ tone: 'quiet' });
    expect(text('keys *', { session: { ...session, mode: 'off' } })).toMatchObject({ tone: 'quiet' });
    expect(text('keys *', { session: { ...session, server: 'proxy' } })).toMatchObject({ tone: 'quiet' });
    expect(text('cluster countkeysinslot 1')).toMatchObject({ tone: 'bad' });
  });

  it('still knows the slot without a map', () => {
    expect(describeLine(new Reading('get foo'), { ...context, topology: null })).toMatchObject({
      kind: 'slot',
      slot: 12182,
      shard: null,
      node: null,
      redirect: 'none',
    });
  });

  it('makes nothing that is dangerous visible as itself', () => {
    const hint = describeLine(new Reading('get "a\\x1b]0;x\\x07{\u202eb}"'), context);
    expect(hint.kind === 'slot' && hint.keys[0]!.text).toBe('a\\x1b]0;x\\a{\\u202eb}');
  });

  it('does not look into lines of many characters', () => {
    expect(describeLine(new Reading(`set k ${'x'.repeat(40_000)}`), context)).toEqual({
      kind: 'text',
      tone: 'quiet',
      text: '40,006 characters: too long to check before it runs',
    });
  });

  it('foretells what production asks and a read-only connection refuses', () => {
    const production = clusterContext({ environment: 'production' });
    expect(describeLine(new Reading('flushall'), production)).toEqual({
      kind: 'guarded',
      tag: 'GUARDED',
      text: 'flushall has no key: it would go to all 3 primaries',
    });
    expect(describeLine(new Reading('CONFIG SET maxmemory 1'), production)).toMatchObject({
      text: 'config set asks before it goes to 127.0.0.1:7000, or to all 6 nodes',
    });
    expect(describeLine(new Reading('restore foo 0 x'), production)).toMatchObject({
      text: 'restore asks before it goes to 127.0.0.1:7002',
    });
    expect(describeLine(new Reading('set foo bar'), production)).toMatchObject({ kind: 'slot' });
    expect(describeLine(new Reading('config se'), production)).toMatchObject({ kind: 'text' });
    expect(describeLine(new Reading('flushall'), context)).toMatchObject({ kind: 'text' });
    expect(describeLine(new Reading('set foo bar'), clusterContext({ readOnly: true }))).toMatchObject({
      tag: 'READ-ONLY',
    });
    expect(describeLine(new Reading('get foo'), clusterContext({ readOnly: true }))).toMatchObject({
      kind: 'slot',
    });
  });
});
