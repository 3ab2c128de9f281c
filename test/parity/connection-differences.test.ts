import { EventEmitter, once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buildHeadless } from '../support/headless.ts';
import { PipedShell } from '../support/piped-shell.ts';
import { commandLines } from '../support/processes.ts';
import { redisCliVersion, runProgram, runRedisCli } from '../support/redis-cli.ts';
import { RedisServer } from '../support/redis-server.ts';
import { ScriptedNode, type NodeScript } from '../support/scripted-node.ts';
import { CONNECTION_DIFFERENCES } from './connection-differences.ts';

let program: string;
let server: RedisServer;
let nodes: ScriptedNode[] = [];

const node = async (script: NodeScript): Promise<ScriptedNode> => {
  const scripted = new ScriptedNode(script);
  await scripted.listen();
  nodes.push(scripted);
  return scripted;
};
/** What redis-cli prints, and what we do. */
const both = async (args: readonly string[], input = '') => {
  const ends = [
    await runRedisCli(args, { input }),
    await runProgram(process.execPath, [program, ...args], { input }),
  ];
  return ends.map(({ code, stdout, stderr }) => ({ code, out: stdout.toString(), err: stderr.toString() }));
};
const named: string[] = [];
const row = (name: string, run: () => Promise<void>) => {
  named.push(name);
  test(name, run);
};

afterEach(async () => {
  await Promise.all(nodes.map((scripted) => scripted.close()));
  nodes = [];
});

describe.skipIf(!redisCliVersion()?.startsWith('7.0.'))('beside redis-cli 7.0', () => {
  beforeAll(async () => {
    [server, program] = await Promise.all([RedisServer.start(), buildHeadless()]);
  });
  afterAll(() => server?.stop());

  row('a connection that ends after a command was sent', async () => {
    const { port } = await node(([name], socket) => {
      if (name !== 'incr') return '+OK\r\n';
      socket.end();
      return null;
    });
    const [their, our] = await both(['-p', String(port), 'incr', 'a']);
    const closed = 'Error: Server closed the connection\n';
    expect(their).toEqual({ code: 1, out: '', err: closed });
    expect(our).toEqual({
      code: 1,
      out: '',
      err: `${closed}The command may or may not have run; it was not sent again. Look at the data before you repeat it.\n`,
    });
  });

  row('a connection that ended before a line was typed', async () => {
    /** What each line prints. `noticed`: the event of the socket after which the program can know of its end. */
    const printed = async (file: string, before: readonly string[], noticed: 'close' | 'finish') => {
      const ends = new EventEmitter();
      const { port } = await node(([name], socket) => {
        if (name !== 'get') return ':1\r\n';
        socket.once(noticed, () => ends.emit('noticed'));
        socket.end('+v\r\n');
        return null;
      });
      const shell = new PipedShell(file, [...before, '-p', String(port)]);
      try {
        const isNoticed = once(ends, 'noticed');
        const answers = [];
        for (const line of ['get a', 'incr a', 'incr a']) {
          shell.write(`${line}\n`);
          answers.push(await shell.until('\n'));
          await isNoticed;
        }
        return answers;
      } finally {
        shell.close();
      }
    };
    const closed = 'Error: Server closed the connection\n';
    expect(await printed('redis-cli', [], 'finish')).toEqual(['v\n', closed, '1\n']);
    expect(await printed(process.execPath, [program], 'close')).toEqual(['v\n', '1\n', '1\n']);
  });

  row('connect with a port that is none', async () => {
    const [their, our] = await both(['-p', String(server.port), '--no-raw'], 'connect 127.0.0.1 abc\nping\n');
    expect(their!.out).not.toContain('PONG');
    expect(our).toEqual({ code: 0, out: 'PONG\n', err: 'Invalid server port.\n' });
  });

  row('a login in a URL that may be read in two ways', async () => {
    const url = `redis://localhost:6379/0?name=a@127.0.0.1:${server.port}`;
    const [their, our] = await both(['-u', url, '--no-raw', 'ping']);
    // It logs in at the second host.
    expect(their!.err).toContain('AUTH failed');
    expect(our).toMatchObject({ code: 1, out: '' });
    expect(our!.err).toContain('/ as %2F');
  });

  row('a password among the arguments', async () => {
    const listed: string[] = [];
    const { port } = await node(([name], socket) => {
      if (name !== 'look') return '+OK\r\n';
      // Whoever asked waits for the answer; a test of Linux's, as the system's redis-cli is.
      listed.push(...commandLines().filter((line) => line.includes(`-p ${port}`)));
      socket.write('+OK\r\n');
      return null;
    });
    await both(['-p', String(port), '-a', 'hunter2', 'look']);
    expect(listed).toEqual([`redis-cli -p ${port} -a hunter2 look`, `slotshell -p ${port} -a **** look`]);
  });
});

test('every row of the table has its test', () => {
  expect([...named].sort()).toEqual(CONNECTION_DIFFERENCES.map(({ test }) => test).sort());
});
