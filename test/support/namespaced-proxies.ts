/**
 * Two proxies in network namespaces of their own, and an address that one of them has: it moves as keepalived moves it, by
 * `ip addr` and gratuitous ARP. Run in a namespace (`unshare --net`), so that nothing of it is outside.
 *
 *     main('client')    a session at the address; prints what became of its commands as JSON
 *     main('proxy')     one proxy; prints the keys that it received when its standard input ends
 */
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { CodisProxy } from './codis-proxy.ts';
import { keysSet, MovedCommands, type MovedCommand } from './moved-commands.ts';
import { openSession } from './open-session.ts';
import { waitUntil } from './redis-cluster.ts';

const PORT = 6379;
const ADDRESS = '10.77.0.100';

export interface NamespaceReport {
  commands: MovedCommand[];
  /** The keys that each proxy received. */
  received: [string[], string[]];
  phase: string;
}

/** The options of `unshare` with which this machine gives a network of its own, with a bridge; null for none. */
export function namespaceOptions(): string[] | null {
  const trial =
    'ip link add bridge0 type bridge && ip link add veth0 type veth peer name veth1 && command -v nsenter';
  const works = (options: string[]) => spawnSync('unshare', [...options, 'sh', '-c', trial]).status === 0;
  return [['--net'], ['--net', '--map-root-user']].find(works) ?? null;
}

const ip = (...args: string[]) => execFileSync('ip', args);

class NamespacedProxy {
  private static taken = 0;
  private readonly child: ChildProcess;
  private readonly name: string;

  private constructor(child: ChildProcess, name: string) {
    this.child = child;
    this.name = name;
  }

  static async start(number: number): Promise<NamespacedProxy> {
    const child = spawn('unshare', ['--net', process.execPath, process.argv[1]!, 'proxy'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'readable');
    child.stdout.read(1);
    const proxy = new NamespacedProxy(child, `proxy${number}`);
    ip('link', 'add', proxy.name, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(child.pid));
    ip('link', 'set', proxy.name, 'master', 'bridge0', 'up');
    proxy.inside('echo 1 > /proc/sys/net/ipv4/conf/eth0/arp_notify');
    proxy.inside(`ip addr add 10.77.0.${number + 1}/24 dev eth0 && ip link set eth0 up`);
    return proxy;
  }

  /** With arp_notify the kernel tells everyone (gratuitous ARP) when the interface gets another hardware address. */
  take(): void {
    const hardware = `02:77:00:00:00:${String(10 + NamespacedProxy.taken++)}`;
    this.inside(`ip addr add ${ADDRESS}/24 dev eth0 && ip link set eth0 address ${hardware}`);
  }

  release(): void {
    this.inside(`ip addr del ${ADDRESS}/24 dev eth0`);
  }

  /** Nothing comes from it any more, as from a machine without power. */
  unplug(): void {
    ip('link', 'set', this.name, 'down');
  }

  async end(): Promise<string[]> {
    this.child.stdin!.end();
    return JSON.parse(await text(this.child.stdout!)) as string[];
  }

  private inside(script: string): void {
    execFileSync('nsenter', ['--net', '--target', String(this.child.pid), 'sh', '-c', script]);
  }
}

export const main = (role: string | undefined): Promise<void> => (role === 'proxy' ? serve() : watch());

async function serve(): Promise<void> {
  const proxy = new CodisProxy({ host: '0.0.0.0' });
  await proxy.listen(PORT);
  process.stdout.write(' ');
  await text(process.stdin);
  process.stdout.write(JSON.stringify(keysSet(proxy.received)));
  await proxy.close();
}

async function watch(): Promise<void> {
  ip('link', 'add', 'bridge0', 'type', 'bridge');
  ip('addr', 'add', '10.77.0.1/24', 'dev', 'bridge0');
  ip('link', 'set', 'bridge0', 'up');
  const [first, second] = await Promise.all([NamespacedProxy.start(1), NamespacedProxy.start(2)]);
  first.take();
  const cluster = { addresses: [`${ADDRESS}:${PORT}`], password: undefined, tls: undefined };
  const { session } = await openSession(cluster, 'direct');
  const commands = new MovedCommands(session);
  await commands.untilSucceeded(20);
  const move = async (from: () => void, to: NamespacedProxy) => {
    const sending = commands.send();
    from();
    to.take();
    await sending;
    await commands.untilSucceeded(10);
  };
  await move(() => first.release(), second);
  await move(() => second.unplug(), first);
  await waitUntil('the panels have found it too', () => session.state.phase === 'connected');
  const { phase } = session.state;
  session.close();
  const received: [string[], string[]] = [await first.end(), await second.end()];
  process.stdout.write(JSON.stringify({ commands: commands.all, received, phase } satisfies NamespaceReport));
}
