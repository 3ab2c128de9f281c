/** Woken at night: a primary and a replica are frozen. By keyboard alone. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '../support/app.ts';
import { RedisCluster } from '../support/redis-cluster.ts';
import { finding, shoot, situationPage, sized, SLOW, Woken } from '../support/situation-page.ts';

let cluster: RedisCluster;
let state: string;
test.beforeEach(async () => {
  state = await mkdtemp(path.join(tmpdir(), 'slotshell-frozen-'));
  cluster = await RedisCluster.start({ nodeTimeout: 2000 });
});
test.afterEach(async () => {
  await cluster.stop();
  await rm(state, { recursive: true, force: true });
});

test('a primary and a replica are frozen: they do not answer, and are let go on', async ({
  launch,
}, info) => {
  const [, primary, , replica] = cluster.ports as number[];
  const launched = await launch({
    args: ['-p', String(cluster.ports[0])],
    env: { XDG_STATE_HOME: state },
  });
  await sized(launched, 1440, 900);
  const { page } = launched;
  const woken = new Woken(page);
  await woken.look();
  await woken.calm();
  cluster.pause(replica!);
  const row = finding(page, `Replica 127.0.0.1:${replica} of shard 1 does not answer`);
  await expect(row).toContainText(`Let 127.0.0.1:${replica} go on`, SLOW);
  cluster.pause(primary!);
  const lost = finding(page, 'Shard 2 lost its primary; its replica took over');
  await expect(lost).toContainText(`Let 127.0.0.1:${primary} go on`, SLOW);
  await woken.act('Shard 2 lost its primary', 's');
  await expect(page.getByRole('region', { name: `Start 127.0.0.1:${primary}` })).toContainText('kill -CONT');
  await expect(situationPage(page)).toContainText('All slots are served.');
  await shoot(launched, info, 'frozen');
  cluster.resume(primary!);
  cluster.resume(replica!);
  await woken.calm();
  woken.note(info, 'primary and replica frozen');
});
