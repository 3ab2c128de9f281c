/** The corpus beside newer redis-clis, each on its own server. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildHeadless } from '../support/headless.ts';
import { runProgram } from '../support/redis-cli.ts';
import { NEWER_SERVERS } from '../support/servers.ts';
import { difference, inputOf } from './compare.ts';
import { FORMS, type Form, type Group } from './corpus/group.ts';
import { CORPUS } from './corpus/index.ts';
import { ParityServers } from './servers.ts';

describe.each(NEWER_SERVERS.filter(({ name }) => name !== 'Valkey 8.1'))('beside $name', ({ server, cli }) => {
  let servers: ParityServers;
  beforeAll(async () => {
    if (server) [servers] = await Promise.all([ParityServers.start(server), buildHeadless()]);
  });
  afterAll(() => servers?.stop());

  const cases = CORPUS.flatMap((group) => group.forms.map((form) => ({ group, form })));
  test.skipIf(!server).each(cases)('$group.name, $form', async ({ group, form }) => {
    expect(await compare(group, form)).toBe('');
  });

  async function compare(group: Group, form: Form): Promise<string> {
    const args = ['-p', String(servers.port(group.server)), ...(group.args ?? []), ...FORMS[form]];
    const options = { input: inputOf(group), env: form === 'tty' ? { FAKETTY: '1' } : {} };
    await servers.reset(group.server);
    const theirs = await runProgram(cli, args, options);
    await servers.reset(group.server);
    const ours = await runProgram(process.execPath, [await buildHeadless(), ...args], options);
    return difference(group, theirs, ours, form === 'json');
  }
});
