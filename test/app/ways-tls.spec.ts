/** TLS end to end: a CA file, a client certificate, names, versions; and the doctor's advice if one of them is wrong. */
import { expect, test, closeApp } from '../support/app.ts';
import { Certificates } from '../support/certificates.ts';
import * as way from '../support/connections-page.ts';
import { enter } from '../support/enter.ts';
import { RedisCluster } from '../support/redis-cluster.ts';
import { RedisServer } from '../support/redis-server.ts';

const PASSPHRASE = 'sesame of the client';
let cluster: RedisCluster;
let mutual: RedisCluster;
let named: RedisServer;
let old: RedisServer;
let stranger: Certificates;
let internal: Certificates;
test.beforeAll(async () => {
  stranger = new Certificates();
  internal = new Certificates('DNS:orders.internal');
  [cluster, mutual, named, old] = await Promise.all([
    RedisCluster.start({ tls: true }),
    RedisCluster.start({ tls: 'mutual', replicas: 0 }),
    RedisServer.start({ tls: internal }),
    RedisServer.start({ tls: stranger, args: ['--tls-protocols', 'TLSv1.2'] }),
  ]);
});
test.afterAll(async () => {
  await Promise.all([cluster, mutual, named, old].map((one) => one?.stop()));
  for (const one of [stranger, internal]) one.remove();
});

test('a TLS cluster by its CA file, each node’s name verified; the doctor reports another CA', async ({
  launch,
}) => {
  const first = await launch();
  const { userData } = first;
  {
    const { page } = first;
    await way.make(page, 'vault', cluster.addresses[0]!);
    await way.turn(page, 'TLS').check();
    await way.field(page, 'CA certificate').fill(stranger.files.ca);
    await way.form(page).getByRole('button', { name: 'Connect', exact: true }).click();
    await expect(way.step(page, 'TLS: failed')).toContainText(
      /Set the CA certificate to that of the CA that signed it/,
    );
    await expect(way.step(page, 'TCP to the seeds: works')).toBeVisible();
    await way.field(page, 'CA certificate').fill(cluster.tls!.files.ca);
    await way.connect(page, 'vault');
    expect(await enter(page, 'set k1 v1')).toMatch(/^OK\b.*slot 12706 · shard 3/);
    await closeApp(first.app);
  }
  const { page } = await launch({ userData });
  await way.connectByEnter(page, 'vault');
  await way.connected(page, 'vault');
  await expect(way.chip(page)).not.toHaveAccessibleName(/not verified/);
  expect(await enter(page, 'get k1')).toContain('"v1"');
  // Every node is reached by TLS: all have figures.
  await expect(way.nodes(page).getByRole('button', { name: /, \d+\/s, \w+, online/ })).toHaveCount(6);
  await way.open(page);
  await way.doctor(page).getByRole('button', { name: 'Test' }).click();
  await expect(way.step(page, 'TLS: works')).toContainText(
    /TLS 1\.3, certificate for .*localhost.*, 29 days left/,
  );
});

test('mutual TLS by certificate and key, whose passphrase is asked for again after a restart', async ({
  launch,
}) => {
  const { files } = mutual.tls!;
  const first = await launch();
  const { userData } = first;
  {
    const { page } = first;
    await way.make(page, 'strongroom', mutual.addresses[0]!);
    await way.turn(page, 'TLS').check();
    await way.field(page, 'CA certificate').fill(files.ca);
    await way.form(page).getByRole('button', { name: 'Connect', exact: true }).click();
    await expect(way.step(page, 'TLS: failed')).toContainText(/client certificate/);
    await way.field(page, 'Client certificate').fill(files.cert);
    await way.field(page, 'Key of the client certificate').fill(mutual.tls!.lockedKey(PASSPHRASE));
    await way.secret(page, 'Passphrase of the key').fill(PASSPHRASE);
    await way.connect(page, 'strongroom');
    expect(await enter(page, 'set k1 v1')).toMatch(/^OK\b/);
    await closeApp(first.app);
  }
  const { page } = await launch({ userData });
  await way.connectByEnter(page, 'strongroom');
  await expect(way.screen(page).getByRole('alert').first()).toContainText('passphrase');
  await expect(way.secret(page, 'Passphrase of the key')).toBeFocused();
  await page.keyboard.type(PASSPHRASE);
  await page.keyboard.press('Enter');
  await way.connected(page, 'strongroom');
  expect(await enter(page, 'get k1')).toContain('"v1"');
});

test('a certificate for another name: the name is given by hand; a version that the server does not have is reported', async ({
  launch,
}) => {
  const { app, page } = await launch();
  await way.make(page, 'inner', `127.0.0.1:${named.port}`);
  await way.turn(page, 'TLS').check();
  await way.field(page, 'CA certificate').fill(internal.files.ca);
  await way.form(page).getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(way.step(page, 'TLS: failed')).toContainText(/does not match the name/);
  await way.field(page, 'Server name').fill('orders.internal');
  await way.connect(page, 'inner');
  expect(await enter(page, 'set k1 v1')).toMatch(/^OK\b/);

  await way.make(page, 'museum', `127.0.0.1:${old.port}`);
  await way.turn(page, 'TLS').check();
  await way.field(page, 'CA certificate').fill(stranger.files.ca);
  await way.choose(page, 'Minimum TLS version', '1.3');
  await way.form(page).getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(way.step(page, 'TLS: failed')).toContainText(/TLS version/);
  // A lower version is less safe: main asks.
  await app.evaluate(({ dialog }) => {
    dialog.showMessageBox = () => Promise.resolve({ response: 1, checkboxChecked: false });
  });
  await way.choose(page, 'Minimum TLS version', '1.2');
  await way.connect(page, 'museum');
  await way.open(page);
  await way
    .doctor(page)
    .getByRole('button', { name: /Test|Run again/ })
    .click();
  await expect(way.step(page, 'TLS: works')).toContainText('TLS 1.2');
});
