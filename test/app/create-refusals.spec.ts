/** The create wizard with nodes that cannot join: each says why, by real servers. */
import { expect, test } from '../support/app.ts';
import { BareNodes } from '../support/bare-nodes.ts';
import { Certificates } from '../support/certificates.ts';
import { RedisServer } from '../support/redis-server.ts';

let empty: BareNodes;
let members: BareNodes;
let full: BareNodes;
let locked: BareNodes;
let plain: RedisServer;
let secure: RedisServer;
let certificates: Certificates;
test.beforeAll(async () => {
  certificates = new Certificates();
  const one = { hosts: ['127.0.0.1'] };
  [empty, members, full, locked, plain, secure] = await Promise.all([
    BareNodes.start(one),
    BareNodes.start({ hosts: ['127.0.0.1', '127.0.0.1'] }),
    BareNodes.start(one),
    BareNodes.start({ ...one, password: 'open sesame' }),
    RedisServer.start(),
    RedisServer.start({ tls: certificates, args: ['--cluster-enabled', 'yes'] }),
  ]);
  await members.command(members.ports[0]!, 'CLUSTER', 'MEET', '127.0.0.1', String(members.ports[1]));
  await full.command(full.ports[0]!, 'CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
  await expect.poll(() => full.command(full.ports[0]!, 'SET', 'k1', 'v1').catch(String)).toBe('OK');
  await expect
    .poll(async () => String(await members.command(members.ports[0]!, 'CLUSTER', 'NODES')))
    .toMatch(/ connected.*\n.* connected/);
});
test.afterAll(async () => {
  await Promise.all([empty, members, full, locked, plain, secure].map((one) => one?.stop()));
  certificates?.remove();
});

test('a node with keys, of a cluster, with a password, with TLS, without cluster-enabled: each says why', async ({
  launch,
}) => {
  const { page } = await launch();
  await page.keyboard.press('Control+Shift+P');
  await page.keyboard.type('create a cluster');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Addresses of the nodes' })).toBeFocused();
  const addresses = [
    empty.addresses[0]!,
    members.addresses[0]!,
    full.addresses[0]!,
    locked.addresses[0]!,
    `127.0.0.1:${plain.port}`,
    `127.0.0.1:${secure.port}`,
  ];
  await page.keyboard.insertText(addresses.join(' '));
  await page.keyboard.press('Control+Enter');
  const wizard = page.getByRole('region', { name: 'Create a cluster' });
  await expect(wizard).toContainText('1 of 6 nodes can join.', { timeout: 30_000 });
  const why = page.getByRole('list', { name: 'Why nodes cannot join' }).getByRole('listitem');
  const [, member, holder, guarded, single, tls] = addresses;
  await expect(why).toContainText([
    `${member} already knows 1 other node, so it is part of a cluster.`,
    `${holder} is not empty: it has 1 key.`,
    `${guarded} refuses: NOAUTH Authentication required. Check the user, the password and their rights.`,
    `${single} is not a cluster node. Set cluster-enabled yes in its conf file and restart it.`,
    `${tls} cannot be reached: the node reset the connection (ECONNRESET); the port may want TLS.`,
  ]);
});

test('a join that cannot end names the closed bus port and the pairs, and leads on once it is paused', async ({
  launch,
  userData,
}) => {
  const nodes = await BareNodes.start({
    hosts: ['127.0.0.1', '127.0.0.1', '127.0.0.1'],
    // Nothing listens there.
    confOf: (index) => (index === 2 ? ['cluster-announce-bus-port 1'] : []),
  });
  try {
    const { page } = await launch({ env: { XDG_STATE_HOME: userData } });
    await page.keyboard.press('Control+Shift+P');
    await page.keyboard.type('create a cluster');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('textbox', { name: 'Addresses of the nodes' })).toBeFocused();
    await page.keyboard.insertText(nodes.addresses.join(' '));
    const steps = page.getByRole('list', { name: 'Steps' }).first().getByRole('listitem');
    for (const step of ['What they say', 'Placement', 'Conf', 'Plan', 'Join']) {
      await page.keyboard.press('Control+Enter');
      await expect(steps.filter({ hasText: step })).toHaveAttribute('aria-current', 'step', {
        timeout: 30_000,
      });
      const wizard = page.getByRole('region', { name: 'Create a cluster' });
      if (step === 'What they say')
        await expect(wizard.getByRole('row', { name: new RegExp(nodes.addresses[2]!) })).toContainText(
          '1 no connection from here',
        );
      if (step === 'Plan')
        await expect(wizard).toContainText(`Bus port 1 of ${nodes.addresses[2]} accepts no connection`);
    }
    const known = page.getByRole('region', { name: 'Who knows whom' }).first();
    // Whether the third node hears of the second is up to the gossip of the first, which has no link to it.
    await expect(known).toContainText(/[34] of 6 links/, { timeout: 30_000 });
    await page.getByRole('button', { name: 'Pause' }).focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: 'Operations' })).toBeFocused({ timeout: 40_000 });
    await page.keyboard.press('Enter');
    await expect(page.getByRole('tab', { name: /^Operations/ })).toHaveAttribute('aria-selected', 'true');
    await expect(page.locator('.operations')).toContainText(
      `New nodes are not in the map of all nodes that answer: ${nodes.addresses[2]}.`,
    );
  } finally {
    await nodes.stop();
  }
});
