import { describe, expect, it } from 'vitest';
import { questionOf, type PasteContext } from '../../../../../renderer/features/paste/paste-question.ts';
import { BUNDLED_COMMANDS } from '../../../../../shared/commands/command-table.ts';

const on = (
  environment: 'production' | 'local',
  policy: PasteContext['policy'] = 'writes',
): PasteContext => ({
  session: { environment, label: 'orders' },
  commands: BUNDLED_COMMANDS,
  policy,
  others: [],
});
const WRITES = ['set a 1', 'del b'];
const READS = ['get a', 'ttl b', 'cluster info'];

describe('a paste', () => {
  it('of one line runs at once, blank lines beside it or not, on production too', () => {
    expect(questionOf(['flushall', '', '  '], on('production', 'always'))).toBeNull();
  });

  it('of two lines is asked about on production, whatever the setting', () => {
    for (const policy of ['never', 'writes', 'always'] as const)
      expect(questionOf(READS, on('production', policy))).toMatchObject({ writes: 0, connection: 'orders' });
  });

  it('of two lines that other shells run too is asked about, whatever the setting', () => {
    const others = ['Shell 2'];
    expect(questionOf(READS, { ...on('local', 'never'), others })).toMatchObject({ others });
    expect(questionOf(['get a'], { ...on('local', 'never'), others })).toBeNull();
  });

  it('is asked about elsewhere from the second line that writes', () => {
    expect(questionOf(READS, on('local'))).toBeNull();
    expect(questionOf([...READS, 'set a 1'], on('local'))).toBeNull();
    expect(questionOf([...READS, ...WRITES], on('local'))).toMatchObject({ writes: 2 });
  });

  it('counts what nobody knows, what changes the server, and the command behind a target or a count', () => {
    const lines = ['nosuch x', 'config set maxmemory 0', '@all flushall', '3 incr a'];
    expect(questionOf(lines, on('local'))).toMatchObject({ writes: 4 });
  });

  it('follows the setting', () => {
    expect(questionOf(WRITES, on('local', 'never'))).toBeNull();
    expect(questionOf(READS, on('local', 'always'))).toMatchObject({ writes: 0 });
  });

  it('shows no secret', () => {
    const question = questionOf(['auth hunter2', 'set a 1', 'set b 1'], on('local'));
    expect(question?.lines[0]).toBe('auth ••••••');
  });
});
