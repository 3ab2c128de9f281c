import { expect, test } from 'vitest';
import { questionsAbout, targetOfLink } from '../../../../main/connections/program-link.ts';
import { parseLaunch } from '../../../../main/connections/launch-options.ts';
import type { Profile } from '../../../../shared/connections/profile.ts';

const production = {
  name: 'Shop\u202e',
  environment: 'production',
  readOnly: true,
  seeds: ['Shop.example:7000'],
} as Profile;
const local = { ...production, name: 'Here', environment: 'staging', seeds: ['127.0.0.1:7000'] } as Profile;

test('a link is asked about with its address, TLS and database, and the password in it is not shown', () => {
  const { questions, login } = questionsAbout('rediss://alice:secret@shop.example:7001/3', [production]);
  expect(questions).toHaveLength(1);
  expect(questions[0]).toMatchObject({ message: 'Connect to shop.example:7001?', button: 'Connect' });
  expect(questions[0]!.detail).toMatch(/^With TLS\.\nDatabase 3\./);
  expect(login).toBe('Log in with the password in the link of the user “alice”');
  expect(JSON.stringify([questions, login])).not.toContain('secret');
  expect(questionsAbout('redis://127.0.0.1', []).login).toBeNull();
});

test('a link to a production connection has a second question, which names it', () => {
  const { questions } = questionsAbout('redis://shop.example:7000', [local, production]);
  expect(questions).toHaveLength(2);
  expect(questions[1]).toMatchObject({ button: 'Connect to production' });
  expect(questions[1]!.message).toContain('production connection “Shop');
  expect(questions[1]!.message).not.toContain('\u202e');
});

test('the login of a link is used only if the user agreed to it, and never that of the environment', async () => {
  const url = 'redis://alice:secret@127.0.0.1:7000';
  expect((await targetOfLink(url, [], true)).connection).toMatchObject({
    username: 'alice',
    password: 'secret',
  });
  const { connection } = await targetOfLink(url, [], false);
  expect(connection.username ?? connection.password).toBeUndefined();
});

test('a link to a production connection opens with its guards', async () => {
  expect(await targetOfLink('redis://shop.example:7000', [production], false)).toMatchObject({
    environment: 'production',
    readOnly: true,
  });
  expect(await targetOfLink('redis://127.0.0.1:7000', [local], false)).toMatchObject({
    environment: 'local',
    readOnly: false,
  });
});

test.each(['redis://', 'http://a', 'redis://a b'])('%j is no link to follow', (url) => {
  expect(() => questionsAbout(url, [])).toThrow();
});

test('the desktop gives the program one link, or none', async () => {
  expect(await parseLaunch(['--link', 'redis://a'], {})).toEqual({ kind: 'link', url: 'redis://a' });
  expect(await parseLaunch(['--link'], {})).toEqual({ kind: 'first-run' });
  await expect(parseLaunch(['--link', '-p'], {})).rejects.toThrow('--link takes one link');
  await expect(parseLaunch(['--link', 'redis://a', '-p'], {})).rejects.toThrow('--link takes one link');
});
