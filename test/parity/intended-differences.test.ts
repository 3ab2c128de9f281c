import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { expectCode } from '../support/expect-code.ts';
import { buildHeadless } from '../support/headless.ts';
import { redisCliVersion, runProgram, runRedisCli, type ProgramOptions } from '../support/redis-cli.ts';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';
import { ScriptedNode, type NodeScript, type ScriptedNodeOptions } from '../support/scripted-node.ts';
import { Terminal } from '../support/terminal.ts';
import { INTENDED_DIFFERENCES } from './intended-differences.ts';

/** Long enough for what ends, and spent whole by what never does. */
const DEADLINE = 1500;

let program: string;
let nodes: ScriptedNode[] = [];

const node = async (script: NodeScript, options?: ScriptedNodeOptions): Promise<ScriptedNode> => {
  const scripted = new ScriptedNode(script, options);
  await scripted.listen();
  nodes.push(scripted);
  return scripted;
};
const theirs = async (args: string[], input: string, options: ProgramOptions = {}) => {
  const { stdout, ...end } = await runRedisCli(args, { input, ...options });
  return { ...end, stdout: stdout.toString() };
};
const ours = async (args: string[], input: string, options: ProgramOptions = {}) => {
  const { stdout, ...end } = await runProgram(process.execPath, [program, ...args], { input, ...options });
  return { ...end, stdout: stdout.toString() };
};
const answering = (frame: string) =>
  node(([name]) => (name!.toUpperCase() === 'STRANGE' ? frame : name === 'ping' ? '+PONG\r\n' : '*0\r\n'));
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
  let cluster: RedisCluster;
  let single: RedisCluster;
  beforeAll(async () => {
    [cluster, single, program] = await Promise.all([
      RedisCluster.start({ replicas: 0 }),
      RedisCluster.start({ cluster: false, primaries: 1 }),
      buildHeadless(),
    ]);
  });
  afterAll(() => Promise.all([cluster?.stop(), single?.stop()]));
  const at = (port: number, ...args: string[]) => ['-p', String(port), ...args];
  const [inCluster, alone] = [
    () => at(cluster.ports[0]!, '-c', '--no-raw'),
    () => at(single.ports[0]!, '--no-raw'),
  ];

  /** Without what says that a command was redirected. */
  const shown = (text: string) => text.replace(/^-> .*\n/gm, '');

  const strange = async (frame: string, args: string[]) => {
    const { port } = await answering(frame);
    const lines = 'strange\nping\n';
    return [await theirs(at(port, ...args), lines), await ours(at(port, ...args), lines)] as const;
  };

  row('MOVED without an address', async () => {
    const [their, our] = await strange('-MOVED 100\r\n', ['-c', '--no-raw']);
    expect(their.signal).toBe('SIGSEGV');
    expect(our).toMatchObject({ stdout: '(error) MOVED 100\nPONG\n', code: 0 });
  });

  row('big number', async () => {
    const [their, our] = await strange('(12345678901234567890123\r\n', ['--no-raw', '-3']);
    expectCode(their, 1);
    expect(our).toMatchObject({ stdout: '(big number) 12345678901234567890123\nPONG\n', code: 0 });
  });

  row('attribute', async () => {
    const [their, our] = await strange('|1\r\n+ttl\r\n:5\r\n$1\r\nv\r\n', ['--no-raw', '-3']);
    expect(their.stdout).not.toContain('PONG');
    expect(our).toMatchObject({ stdout: '"v"\nPONG\n', code: 0 });
  });

  row('nan', async () => {
    const [their, our] = await strange(',nan\r\n', ['--no-raw', '-3']);
    expect(their.stdout).not.toContain('PONG');
    expect(our).toMatchObject({ stdout: '(double) nan\nPONG\n', code: 0 });
  });

  row('CLIENT REPLY OFF', async () => {
    const lines = 'client reply off\nset a quiet\nclient reply on\nget a\n';
    expect((await theirs(alone(), lines, { deadline: DEADLINE })).signal).toBe('SIGKILL');
    expect((await ours(alone(), lines)).stdout).toBe('OK\n"quiet"\n');
  });

  // k1 is of slot 12706 and the third node, k2 of slot 449 and the first.
  row('MULTI and a redirect', async () => {
    const lines = 'multi\nset k1 v\nexec\ndel k1\n';
    const their = await theirs(inCluster(), lines);
    expect(their.stdout).toContain('(error) ERR EXEC without MULTI');
    const our = await ours(inCluster(), lines);
    expect(shown(our.stdout)).toBe('OK\nQUEUED\n1) OK\n(integer) 1\n');
  });

  row('MULTI that is refused', async () => {
    const lines = [
      'acl setuser single on >secret ~* &* +@all -multi',
      ...['auth single secret', 'multi', 'set alone v', 'exec', 'exists alone', 'del alone', ''],
    ].join('\n');
    const answers = (stdout: string) => shown(stdout).split('\n').slice(3);
    const their = answers((await theirs(alone(), lines)).stdout).join('\n');
    expect(their).toMatch(/^\n?OK\n\(error\) ERR EXEC without MULTI\n\(integer\) 1\n/);
    const our = answers((await ours(alone(), lines)).stdout).join('\n');
    expect(our).toMatch(/^\n?\(error\) EXECABORT .*none of its commands ran\n\(integer\) 0\n/);
  });

  row('a key of another slot inside MULTI', async () => {
    const lines = 'multi\nset k2 v\nset k1 v\nexec\nexists k1\nexists k2\ndel k1\ndel k2\n';
    expect(shown((await theirs(inCluster(), lines)).stdout)).toBe(
      'OK\nQUEUED\nOK\n(error) ERR EXEC without MULTI\n(integer) 1\n(integer) 0\n(integer) 1\n(integer) 0\n',
    );
    const our = await ours(inCluster(), lines);
    expect(shown(our.stdout)).toMatch(/^OK\nQUEUED\n\(error\) EXECABORT .*\n(\(integer\) 0\n){4}$/);
    expect(our.stderr.toString()).toContain('this transaction is in slot 449');
  });

  const asked = async () => {
    const target = await node((_, __, { commands }) => {
      const asking = target.received.at(-2)?.[0]?.toUpperCase() === 'ASKING' && commands > 1;
      const [name] = target.received.at(-1)!;
      if (name === 'get') return asking ? '$1\r\nv\r\n' : `-MOVED 449 127.0.0.1:${source.port}\r\n`;
      return name === 'ping' ? '+TARGET\r\n' : '+OK\r\n';
    });
    const source: ScriptedNode = await node(([name]) =>
      name === 'get' ? `-ASK 449 127.0.0.1:${target.port}\r\n` : name === 'ping' ? '+SOURCE\r\n' : '+OK\r\n',
    );
    return source.port;
  };

  row('redirects without end', async () => {
    const loop = async () => {
      const scripted: ScriptedNode = await node(([name]) =>
        name === 'get' ? `-MOVED 449 127.0.0.1:${scripted.port}\r\n` : '+OK\r\n',
      );
      return scripted;
    };
    const endless = await loop();
    const their = await theirs(at(endless.port, '-c'), 'get k2\n', { deadline: DEADLINE });
    expect(their.signal).toBe('SIGKILL');
    expect(endless.count('GET')).toBeGreaterThan(17);
    const ending = await loop();
    expect(await ours(at(ending.port, '-c'), 'get k2\n')).toMatchObject({ code: 0, signal: null });
    expect(ending.count('GET')).toBe(17);
  });

  row('a repeat during ASK', async () => {
    const args = at(await asked(), '-c');
    expect((await theirs(args, '2 get k2\n', { deadline: DEADLINE })).signal).toBe('SIGKILL');
    const our = await ours(args, '2 get k2\n');
    expect(our.signal).toBe(null);
    expect(our.stdout.match(/^v$/gm)).toHaveLength(2);
  });

  row('ASK', async () => {
    const args = at(await asked(), '-c');
    expect((await theirs(args, 'get k2\nping\n')).stdout).toMatch(/\nv\nTARGET\n$/);
    expect((await ours(args, 'get k2\nping\n')).stdout).toMatch(/\nv\nSOURCE\n$/);
  });

  row('errors in --json', async () => {
    const args = at(single.ports[0]!, '--json');
    expect((await theirs(args, 'set a\n')).stdout).toMatch(/^error:"ERR /);
    expect(JSON.parse((await ours(args, 'set a\n')).stdout)).toEqual({
      error: "ERR wrong number of arguments for 'set' command",
    });
  });

  row('INFO and its like in --json', async () => {
    const info = async (run: typeof ours) => (await run(at(single.ports[0]!, '--json'), 'info cpu\n')).stdout;
    expect([await info(theirs), String(JSON.parse(await info(ours)))].join()).toMatch(/^# CPU[^]*,# CPU/);
  });

  row('infinity in --json', async () => {
    const lines = 'zadd limits inf top\nzscore limits top\n';
    const args = at(single.ports[0]!, '--json');
    expect((await theirs(args, lines)).stdout).toBe('1\ninf\n');
    expect((await ours(args, lines)).stdout).toBe('0\n"inf"\n');
  });

  row('HELLO 3 typed before a redirect', async () => {
    const lines = 'hello 3\nget k1\nhgetall k1\n';
    expect((await theirs(inCluster(), lines)).stdout).toMatch(/\(empty array\)\n$/);
    expect((await ours(inCluster(), lines)).stdout).toMatch(/\(empty hash\)\n$/);
  });

  row('AUTH typed before a redirect', async () => {
    const locked = await RedisCluster.start({ replicas: 0, password: 'secret' });
    try {
      const lines = 'auth secret\nset k1 v\nget k1\n';
      const args = at(locked.ports[0]!, '-c', '--no-raw');
      expect((await theirs(args, lines)).stdout).toContain('(error) NOAUTH');
      expect((await ours(args, lines)).stdout).toMatch(/OK\n"v"\n$/);
    } finally {
      await locked.stop();
    }
  });

  row('the text of help', async () => {
    const text = (await theirs(alone(), 'help\n')).stdout;
    expect(text).toMatch(/^redis-cli 7/);
    const same = text.replace(/^.*\n/, '').replace(/^.*redisclirc\n/m, '');
    expect((await ours(alone(), 'help\n')).stdout.replace(/^slotshell .*\n/, '')).toBe(same);
  });

  row('a count beyond 2147483647', async () => {
    const refused = 'Invalid redis-cli repeat command option value.\n';
    const their = await theirs(alone(), '99999999999999999999 ping\n');
    expect(their.stdout).toBe(refused);
    expect((await ours(alone(), '2147483648 ping\n')).stdout).toBe(refused);
  });

  row('-n with a word', async () => {
    expect(await theirs([...alone(), '-n', 'x', 'ping'], '')).toMatchObject({ code: 0, stdout: 'PONG\n' });
    expect(await ours([...alone(), '-n', 'x', 'ping'], '')).toMatchObject({ code: 1, stdout: '' });
  });

  row('bulk error', async () => {
    const [their, our] = await strange('!6\r\nERR no\r\n', ['--no-raw', '-3']);
    expect(their.stdout).not.toContain('PONG');
    expect(our).toMatchObject({ stdout: '(error) ERR no\nPONG\n', code: 0 });
  });

  row('quotes in --quoted-json', async () => {
    const args = at(single.ports[0]!, '--quoted-json', 'echo', 'say "x"\n');
    expect((await theirs(args, '')).stdout).toBe('"say \\\\"x\\\\"\\\\n"\n');
    expect(JSON.parse((await ours(args, '')).stdout)).toBe('say \\"x\\"\\n');
  });

  row('an array as a key in --json', async () => {
    const [their, our] = await strange('%1\r\n*1\r\n$1\r\na\r\n:1\r\n', ['--json']);
    expect(their.stdout).toMatch(/^\{"\["a"\]":1\}\n/);
    expect(our.stdout).toMatch(/^\{"\[\\"a\\"\]":1\}\n/);
  });

  row('a redirect to a node that is down', async () => {
    const gone = await node(() => undefined);
    await gone.close();
    const source = await node(([name]) =>
      name === 'get' ? `-MOVED 449 127.0.0.1:${gone.port}\r\n` : name === 'ping' ? '+SOURCE\r\n' : '*0\r\n',
    );
    const args = at(source.port, '-c');
    expect((await theirs(args, 'get k2\nping\n')).stdout).not.toContain('SOURCE');
    const our = await ours(args, 'get k2\nping\n');
    expect(our.stdout).toContain('SOURCE');
    expect(our.stderr.toString()).toContain('Connection refused');
  });

  /** A server that hangs up at the command `leave`. */
  const leaving = () =>
    node(([name], socket) => {
      if (name !== 'leave') return '+OK\r\n';
      socket.destroy();
      return null;
    });

  row('a database selected before the connection was lost', async () => {
    const lines = 'select 3\nleave\nset a 1\n';
    const selected = async (run: typeof ours) => {
      const server = await leaving();
      await run(at(server.port), lines);
      return server.handshakes.filter(([name]) => name!.toLowerCase() === 'select').length;
    };
    expect(await selected(theirs)).toBe(1);
    expect(await selected(ours)).toBe(2);
  });

  row('a transaction open when the connection was lost', async () => {
    const lines = 'multi\nset a 1\nleave\nset b 2\nexec\n';
    const received = async (run: typeof ours) => {
      const server = await leaving();
      const end = await run(at(server.port, '--no-raw'), lines);
      return { end, names: server.received.map((words) => words.join(' ').toLowerCase()) };
    };
    expect((await received(theirs)).names).toContain('set b 2');
    const our = await received(ours);
    expect(our.names).not.toContain('set b 2');
    expect(our.end.stdout).toContain('(error) EXECABORT');
  });

  const terminals: Terminal[] = [];
  const terminal = async (isOurs: boolean) => {
    const args = isOurs ? [program, ...alone()] : alone();
    const opened = new Terminal(isOurs ? process.execPath : 'redis-cli', args);
    terminals.push(opened);
    await opened.until(/> $/);
    return async (line: string) => {
      opened.type(`${line}\n`);
      return (await opened.until(/> $/)).split('\n').at(-1)!;
    };
  };
  afterEach(() => {
    for (const opened of terminals.splice(0)) opened.close();
  });

  row('SELECT inside MULTI', async () => {
    const prompts = async (isOurs: boolean) => {
      const type = await terminal(isOurs);
      await type('multi');
      return [await type('select 3'), await type('exec')].map((text) => text.replace(/^.*:\d+/, ''));
    };
    expect(await prompts(false)).toEqual(['[3](TX)> ', '[3]> ']);
    expect(await prompts(true)).toEqual(['(TX)> ', '[3]> ']);
  });

  row('Ctrl+C while a command runs', async () => {
    const waits = (wanted: boolean) =>
      waitUntil('a client to wait, or none', async () => {
        const clients = String(await single.command(single.ports[0]!, 'CLIENT', 'LIST'));
        return clients.includes('cmd=blpop') === wanted;
      });
    const begin = async (file: string, args: string[]) => {
      const opened = new Terminal(file, args);
      terminals.push(opened);
      await opened.until(/> $/);
      opened.type('blpop nothing 0\n');
      await waits(true);
      opened.type('\x03');
      return opened;
    };
    expect(await (await begin('redis-cli', alone())).ended()).toBe(1);
    await waits(false);
    const our = await begin(process.execPath, [program, ...alone()]);
    await our.until(/> $/);
    our.type('ping\n');
    expect(await our.until(/> $/)).toContain('PONG');
  });

  row('SYNC and SCRIPT DEBUG', async () => {
    const port = single.ports[0]!;
    expect((await theirs(at(port), 'script debug yes\n')).stdout).toBe('OK\n');
    const our = await ours(at(port), 'sync\nscript debug yes\nping\n');
    expect(our.stdout).toBe('PONG\n');
    expect(our.stderr.toString()).toMatch(/SYNC was not sent[^]*SCRIPT DEBUG was not sent/);
  });

  row('a target before a command', async () => {
    expect((await theirs(inCluster(), '@primaries ping\n')).stdout).toContain('unknown command');
    const our = (await ours(inCluster(), '@primaries ping\n')).stdout;
    for (const address of cluster.addresses) expect(our).toContain(address);
    expect(our).toContain('PONG\n');
  });

  row('blanks at the end of a summary', async () => {
    const text = (await theirs(alone(), 'help acl\n')).stdout;
    expect(text).toMatch(/ \r\n/);
    expect((await ours(alone(), 'help acl\n')).stdout).toBe(
      text
        .split('\r\n')
        .map((line) => line.trimEnd())
        .join('\r\n'),
    );
  });

  row('UNSUBSCRIBE on RESP3 where nothing is subscribed', async () => {
    const args = [...alone(), '-3'];
    expect((await theirs(args, 'unsubscribe\n', { deadline: DEADLINE })).signal).toBe('SIGKILL');
    expect((await ours(args, 'unsubscribe\n')).stdout).toBe('1) "unsubscribe"\n2) (nil)\n3) (integer) 0\n');
  });

  row('bytes in an invalidated key on a terminal', async () => {
    const args = [...alone(), '-3', '--show-pushes', 'yes'];
    const lines = 'client tracking on bcast\nset "a\\x1b[2J\\x00b" 1\nping\n';
    expect((await theirs(args, lines)).stdout).toBe("OK\nOK\n-> invalidate: 'a\x1b[2J'\nPONG\n");
    expect((await ours(args, lines)).stdout).toBe("OK\nOK\n-> invalidate: 'a\\x1b[2J\\x00b'\nPONG\n");
  });

  row('a database number in a cluster, after a redirect', async () => {
    const args = [...inCluster(), '-n', '2', 'set', 'k1', 'v'];
    const refused = /SELECT 2 failed: ERR SELECT is not allowed in cluster mode/;
    const their = await theirs(args, '');
    expect(their).toMatchObject({ code: 1, stdout: '' });
    expect(their.stderr.toString()).toMatch(/Error: *$/m);
    const our = await ours(args, '');
    expect(our).toMatchObject({ code: 0, stdout: 'OK\n' });
    for (const { stderr } of [their, our]) expect(stderr.toString()).toMatch(refused);
  });
});

test('every row of the table has its test', () => {
  expect([...named].sort()).toEqual(INTENDED_DIFFERENCES.map(({ test }) => test).sort());
});
