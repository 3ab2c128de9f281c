/**
 * A proxy that sees each command and can cut its connection before or after the server gets it, hold the rest of an answer
 * back, or refuse connections.
 */
import net from 'node:net';
import { parseCommand } from './scripted-node.ts';

interface Cut {
  matches(line: string): boolean;
  when: 'before' | 'after';
}

export class CuttingProxy {
  port = 0;
  /** Called with each command before it is passed on. */
  onCommand: ((line: string) => void) | null = null;
  private readonly target: number;
  private refusing = false;
  private cut: Cut | null = null;
  /** Bytes of answers that may still pass. */
  private allowance = Infinity;
  private readonly held = new Set<() => void>();
  private readonly sockets = new Set<net.Socket>();
  private readonly server = net.createServer((socket) => this.accept(socket));

  private constructor(target: number) {
    this.target = target;
  }

  static async start(target: number): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(target);
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
    proxy.port = (proxy.server.address() as net.AddressInfo).port;
    return proxy;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Whether a requested cut is still pending. */
  get isArmed(): boolean {
    return this.cut !== null;
  }

  /**
   * Ends the first connection on which a command comes that begins like this: `before` the server gets it, or `after` it
   * has answered, without the answer. Other connections stay, and so do all that are made later.
   */
  cutAt(begins: string, when: Cut['when']): void {
    this.cut = { matches: (line) => line.toLowerCase().startsWith(begins), when };
  }

  /** Lets `bytes` more of the answers pass, and holds what follows until release(). */
  holdAfter(bytes: number): void {
    this.allowance = bytes;
  }

  release(): void {
    this.allowance = Infinity;
    for (const pass of this.held) pass();
    this.held.clear();
  }

  /** Ends all connections, and every new one at once. */
  refuse(): void {
    this.refusing = true;
    for (const socket of this.sockets) socket.destroy();
  }

  recover(): void {
    this.refusing = false;
    this.cut = null;
  }

  stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private accept(client: net.Socket): void {
    client.on('error', () => {}); // ends that are cut are part of the play
    if (this.refusing) return void client.destroy();
    const upstream = net.connect(this.target, '127.0.0.1');
    upstream.on('error', () => {});
    for (const socket of [client, upstream]) {
      this.sockets.add(socket);
      socket.on('close', () => {
        this.sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    let isEnding = false;
    upstream.on('data', (bytes: Buffer) => {
      if (isEnding) return void client.destroy();
      const passed = bytes.subarray(0, this.allowance);
      this.allowance -= passed.length;
      client.write(passed);
      if (passed.length === bytes.length) return;
      upstream.pause();
      this.held.add(() => {
        client.write(bytes.subarray(passed.length));
        upstream.resume();
      });
    });
    let rest: Buffer = Buffer.alloc(0);
    client.on('data', (bytes: Buffer) => {
      rest = Buffer.concat([rest, bytes]);
      for (let command = parseCommand(rest); command && !isEnding; command = parseCommand(rest)) {
        const frame = rest.subarray(0, command.end);
        rest = rest.subarray(command.end);
        const line = command.words.join(' ');
        this.onCommand?.(line);
        const when = this.take(line);
        if (when === 'before') return void client.destroy();
        isEnding = when === 'after';
        upstream.write(frame);
      }
    });
  }

  /** When to cut at this command; null where it passes. */
  private take(line: string): Cut['when'] | null {
    if (!this.cut?.matches(line)) return null;
    const { when } = this.cut;
    this.cut = null;
    return when;
  }
}
