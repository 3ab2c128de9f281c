/** What real servers quote of a command with a secret in it, and that the secret is not in what comes of that. */
import { expect, test } from 'vitest';
import { joinFrame } from '../../main/cluster/wire/raw-reply.ts';
import { withoutSecrets } from '../../main/cluster/wire/echoed-secrets.ts';
import { argsOf } from '../../shared/resp/resp.ts';
import { ask, connect, redisServer } from '../support/connection-fixtures.ts';
import { openSession, printed } from '../support/open-session.ts';

const SECRET = "hunter2 of the 'orders'";
/** As the window reads it. */
const answer = async (...asked: Parameters<typeof ask>) =>
  Buffer.from(await ask(...asked), 'latin1').toString();
const LONG = 'long-'.repeat(40);

test.each([2, 3] as const)(
  'a login that the server does not know does not tell its password: RESP%i',
  async (protocol) => {
    for (const password of [SECRET, LONG, 'short']) {
      const unknown = ['HELLO', 'AUTH'].flatMap((name) => ['--rename-command', name, '']);
      const { port } = await redisServer(...unknown, '--requirepass', password);
      const failure = await ask(connect(port, { protocol, password }), 'PING').catch((error: Error) => error);
      const told = String(failure);
      expect(told).toContain("unknown command 'auth', with args beginning with: '••••••'");
      expect(told + JSON.stringify(failure)).not.toContain(password.slice(0, 5));
    }
  },
);

test('an error that quotes the typed line has dots for the secrets in it', async () => {
  const server = await redisServer('--rename-command', 'AUTH', '');
  const connection = connect(server.port);
  expect(await answer(connection, 'AUTH', SECRET)).toBe(
    "-ERR unknown command 'AUTH', with args beginning with: '••••••' \r\n",
  );
  expect(await answer(connection, 'AUTH', 'me', LONG)).toBe(
    "-ERR unknown command 'AUTH', with args beginning with: '••••••' '••••••' \r\n",
  );
  expect(await answer(connection, 'SENTINEL', 'SET', 'm', 'auth-pass', SECRET)).toContain(
    "'auth-pass' '••••••'",
  );
  const refused = await answer(connection, 'ACL', 'SETUSER', 'u1', 'on', `<${SECRET}`);
  expect(refused).toContain('ACL SETUSER modifier ');
  expect(refused).not.toContain(SECRET);
  // What is no secret is told as it came.
  expect(await answer(connection, 'NOPE', SECRET)).toContain(`'${SECRET}'`);
});

test('in a transaction, and at every node at once, too', async () => {
  const { port } = await redisServer();
  const { session } = await openSession(
    { addresses: [`127.0.0.1:${port}`], password: undefined, tls: undefined },
    'direct',
  );
  try {
    await session.execute(argsOf('MULTI'));
    expect(printed(await session.execute(argsOf('ACL', 'SETUSER', 'u1', `<${SECRET}`)))).toContain('QUEUED');
    await session.execute(argsOf('PING'));
    const execution = await session.execute(argsOf('EXEC'));
    expect(printed(execution)).toMatch(/modifier '••••••'.*PONG/s);
    const everywhere = await session.execute(argsOf('ACL', 'SETUSER', 'u1', `<${SECRET}`), {
      target: '@all',
    });
    expect(JSON.stringify(everywhere.groups)).not.toContain('hunter2');
  } finally {
    session.close();
  }
});

test('replies other than errors are not touched', () => {
  const reply = (text: string) => {
    const frame = Buffer.from(text);
    return {
      type: frame[0]!,
      chunks: [frame.subarray(0, 3), frame.subarray(3)],
      bytes: frame.length,
      elements: 2,
    };
  };
  const typed = [argsOf('AUTH', 'OK', 'hunter2')];
  for (const text of ['+OK\r\n', "$9\r\n'hunter2'\r\n", "*2\r\n$9\r\n'hunter2'\r\n+OK\r\n"])
    expect(Buffer.from(joinFrame(withoutSecrets(reply(text), typed))).toString()).toBe(text);
  const mixed = "*2\r\n$15\r\n-ERR\r\n'hunter2'\r\n-ERR 'hunter2'\r\n";
  const hidden = withoutSecrets(reply(mixed), typed);
  expect(Buffer.from(joinFrame(hidden)).toString()).toBe(
    mixed.replace("-ERR 'hunter2'\r\n", "-ERR '••••••'\r\n"),
  );
  expect(hidden.bytes).toBe(joinFrame(hidden).length);
});
