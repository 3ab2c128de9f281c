/** The command without a window beside the real redis-cli: the same lines, the same server, the same bytes. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildHeadless } from '../support/headless.ts';
import { redisCliVersion, runProgram, runRedisCli } from '../support/redis-cli.ts';
import { difference, inputOf } from './compare.ts';
import { FORMS, type Form, type Group } from './corpus/group.ts';
import { CORPUS } from './corpus/index.ts';
import { ParityServers } from './servers.ts';

// Other versions print other texts: 7.0.15 is what the corpus was written against.
const version = redisCliVersion();
let servers: ParityServers;

describe.skipIf(!version?.startsWith('7.0.'))('beside redis-cli 7.0', () => {
  beforeAll(async () => {
    [servers] = await Promise.all([ParityServers.start(), buildHeadless()]);
  });
  afterAll(() => servers?.stop());

  const cases = CORPUS.flatMap((group) => group.forms.map((form) => ({ group, form })));
  test.each(cases)('$group.name, $form', async ({ group, form }) => {
    expect(await compare(group, form)).toBe('');
  });
});

async function compare(group: Group, form: Form): Promise<string> {
  const args = ['-p', String(servers.port(group.server)), ...(group.args ?? []), ...FORMS[form]];
  const options = { input: inputOf(group), env: form === 'tty' ? { FAKETTY: '1' } : {} };
  await servers.reset(group.server);
  const theirs = await runRedisCli(args, options);
  await servers.reset(group.server);
  // redis-cli prints INFO and its like as they are, even where JSON was asked for.
  const own = form === 'json' ? ['--plain-info'] : [];
  const ours = await runProgram(process.execPath, [await buildHeadless(), ...own, ...args], options);
  return difference(group, theirs, ours, form === 'json');
}
