/** An address that moves from one proxy to another, as keepalived moves it: each command is told, and none runs twice. */
import { afterEach, expect, test } from 'vitest';
import { openSession, run } from '../support/open-session.ts';
import { CodisProxy } from '../support/codis-proxy.ts';
import { waitUntil } from '../support/redis-cluster.ts';
import type { Execution } from '../../shared/session/execution.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const succeeded = ({ failure, reply }: Execution) => failure === null && reply !== null;

test('commands go on at the other proxy; none is sent twice, and none is lost without a word', async () => {
  const first = new CodisProxy();
  const second = new CodisProxy({ backends: first.backends });
  closing.push(
    () => first.close(),
    () => second.close(),
  );
  const port = await first.listen();
  const alone = { addresses: [first.address], password: undefined, tls: undefined };
  const { session } = await openSession(alone, 'direct');
  closing.push(() => session.close());

  const outcomes: Execution[] = [];
  const send = async () => void outcomes.push(await run(session, `set moving:${outcomes.length} v`));
  while (outcomes.filter(succeeded).length < 20) await send();
  await first.close();
  await send();
  await second.listen(port);
  await waitUntil('commands succeed at the other one', async () => {
    await send();
    return outcomes.slice(-10).filter(succeeded).length === 10;
  });

  const received = [first, second].flatMap((proxy) =>
    proxy.received.filter(([name]) => name!.toLowerCase() === 'set').map(([, key]) => key),
  );
  expect(new Set(received).size).toBe(received.length);
  for (const [i, outcome] of outcomes.entries()) {
    const was = received.includes(`moving:${i}`);
    if (succeeded(outcome)) expect(was, `moving:${i}`).toBe(true);
    else if (outcome.failure!.code === 'unreachable') expect(was, outcome.failure!.message).toBe(false);
    else expect(outcome.failure!.code).toBe('unknown-fate');
    expect(`${outcome.failure?.advice ?? ''}`).not.toMatch(/replica/);
  }
  await waitUntil('the panels have found it too', () => session.state.phase === 'connected');
  expect(session.state.server).toBe('codis');
});
