/** A proxy that can go silent, like a network when a computer sleeps or moves. */
import net from 'node:net';

export class SilentProxy {
  port = 0;
  /** Connections that were made, dead ones included. */
  connections = 0;
  private silent = false;
  /** How often it fell silent: what was open then is dead for good. */
  private silences = 0;
  private readonly sockets = new Set<net.Socket>();
  private readonly server: net.Server;

  private target: number;

  private constructor(target: number) {
    this.target = target;
    this.server = net.createServer((socket) => this.accept(socket));
  }

  static async start(target: number): Promise<SilentProxy> {
    const proxy = new SilentProxy(target);
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
    proxy.port = (proxy.server.address() as net.AddressInfo).port;
    return proxy;
  }

  /** Connections that are open at this end. */
  get open(): number {
    return this.sockets.size;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Lets nothing pass from now on, on open and new connections, without a sign to either end. */
  fallSilent(): void {
    this.silent = true;
    this.silences++;
  }

  /** New connections go to another port of this computer. */
  lead(target: number): void {
    this.target = target;
  }

  /** Lets new connections pass again; the earlier ones stay dead. */
  recover(): void {
    this.silent = false;
  }

  stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private accept(socket: net.Socket): void {
    this.connections++;
    this.keep(socket);
    if (this.silent) return void socket.resume();
    const { silences } = this;
    const isDead = () => this.silences !== silences;
    const upstream = net.connect(this.target, '127.0.0.1');
    this.keep(upstream);
    const pass = (from: net.Socket, to: net.Socket) => {
      from.on('data', (bytes) => {
        if (!isDead()) to.write(bytes);
      });
      from.on('close', () => {
        if (!isDead()) to.destroy();
      });
    };
    pass(socket, upstream);
    pass(upstream, socket);
  }

  private keep(socket: net.Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => {}); // ends that are cut are part of the play
    socket.on('close', () => this.sockets.delete(socket));
  }
}
