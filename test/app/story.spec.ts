/** The walk of the teaching notes, in the real app on the real demo cluster. */
import { expect, test } from '../support/app.ts';
import { enter } from '../support/enter.ts';

test('from MOVED to hash tags to a failover, as the notes tell it', async ({ launch }) => {
  test.setTimeout(120_000);
  const { page } = await launch({ args: ['--demo'] });
  const nodes = page.getByRole('navigation', { name: 'Nodes' });
  await expect(nodes.getByRole('region', { name: 'Shard 3' })).toBeVisible({ timeout: 20_000 });
  const primary = async (shard: number) => {
    const row = nodes
      .getByRole('region', { name: `Shard ${shard}` })
      .getByRole('button', { name: /primary/i })
      .first();
    return /[\d.]{7,15}:\d+/.exec((await row.getAttribute('aria-label')) ?? (await row.innerText()))![0];
  };
  const [first, second, third] = [await primary(1), await primary(2), await primary(3)];

  // Without -c: MOVED is an error.
  const redirects = page.getByRole('group', { name: /redirect/i });
  await redirects.getByRole('button', { name: 'off' }).click();
  await enter(page, `connect ${first.replace(':', ' ')}`);
  const moved = await enter(page, 'set k1 v1');
  expect(moved).toContain(`(error) MOVED 12706 ${third}`);

  // With it: OK, and where.
  await redirects.getByRole('button', { name: 'direct' }).click();
  const ok = await enter(page, 'set k1 v1');
  expect(ok).toMatch(/^OK\b/);
  expect(ok).toContain('slot 12706');
  expect(ok).toContain(third);

  const crossed = await enter(page, 'mset k1 v1 k2 v2 k3 v3');
  expect(crossed).toContain("(error) CROSSSLOT Keys in request don't hash to the same slot");
  expect(crossed).toMatch(/k1\b.*12706[\s\S]*k2\b.*449[\s\S]*k3\b.*4576/);
  expect(crossed).toContain('k1{tag}');

  expect(await enter(page, 'mset k1{customer} v1 k2{customer} v2 k3{customer} v3')).toMatch(/^OK\b/);
  expect(await enter(page, 'cluster keyslot k1{customer}')).toContain('(integer) 6651');
  for (const address of [first, second, third]) {
    await enter(page, `connect ${address.replace(':', ' ')}`);
    expect(await enter(page, 'cluster countkeysinslot 6651')).toContain('(integer) 3');
  }
  const keys = await enter(page, 'cluster getkeysinslot 6651 100');
  for (const key of ['k1{customer}', 'k2{customer}', 'k3{customer}']) expect(keys).toContain(`"${key}"`);

  // The primary of the slot is killed; its replica takes over; the shell goes on.
  const shard2 = nodes.getByRole('region', { name: 'Shard 2' });
  await shard2.getByRole('button', { name: `Stop ${second}` }).click();
  await expect
    .poll(() => primary(2), { message: 'a new primary of shard 2', timeout: 30_000 })
    .not.toBe(second);
  await expect(async () => {
    const answer = await enter(page, 'get k1{customer}');
    expect(answer).toContain('"v1"');
    expect(answer).toContain(await primary(2));
  }).toPass({ timeout: 30_000 });

  // The old primary comes back as a replica.
  await nodes.getByRole('button', { name: `Start ${second}` }).click();
  await expect(
    shard2.getByRole('button', { name: new RegExp(`${second}.*replica|replica.*${second}`, 'i') }).first(),
  ).toBeVisible({
    timeout: 30_000,
  });
  await expect(shard2.getByText(/failed/i)).toHaveCount(0, { timeout: 30_000 });
  expect(await primary(2)).not.toBe(second);
});
