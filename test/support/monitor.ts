/** What a server runs, by MONITOR: each command with the client that sent it. */
import net from 'node:net';

export class Monitor {
  /** `client` is the address of the connection. */
  readonly lines: { client: string; words: string }[] = [];
  private readonly socket: net.Socket;

  private constructor(port: number) {
    this.socket = net.connect(port, '127.0.0.1');
  }

  /** Resolves once the server reports what it runs. */
  static async start(port: number): Promise<Monitor> {
    const monitor = new Monitor(port);
    monitor.socket.write('MONITOR\r\n');
    let rest = '';
    await new Promise<void>((resolve, reject) => {
      monitor.socket.on('error', reject);
      monitor.socket.on('data', (bytes: Buffer) => {
        const parts = (rest + bytes.toString('latin1')).split('\r\n');
        rest = parts.pop()!;
        for (const part of parts) {
          const match = /^\+[\d.]+ \[\d+ ([^\]]+)\] (.*)$/.exec(part);
          if (match) monitor.lines.push({ client: match[1]!, words: match[2]! });
          else resolve();
        }
      });
    });
    return monitor;
  }

  stop(): void {
    this.socket.destroy();
  }
}
