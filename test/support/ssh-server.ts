/** A real SSH server on loopback that forwards, for tests of tunnels; ends with its sockets. */
import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import ssh2, { type Connection } from 'ssh2';
import { sshKeyPair } from './ssh-keys.ts';

const { Server, utils } = ssh2;

interface Login {
  password?: string;
  /** Text of a public key, as in authorized_keys. */
  publicKey?: string;
}

export class SshServer {
  port = 0;
  /** `host:port` of every forwarding that was asked for, in order. */
  readonly forwarded: string[] = [];
  /** Every try to log in, by its method, in order; `none` asks what there is. */
  readonly logins: string[] = [];
  readonly hostKey: string;
  private readonly server: ssh2.Server;
  private readonly connections = new Set<Connection>();

  private constructor(user: string, login: Login) {
    const key = sshKeyPair();
    const parsed = utils.parseKey(key.private);
    if (parsed instanceof Error) throw parsed;
    const digest = createHash('sha256').update(parsed.getPublicSSH()).digest('base64');
    this.hostKey = `SHA256:${digest.replace(/=$/, '')}`;
    this.server = new Server({ hostKeys: [key.private] }, (connection) =>
      this.serve(connection, user, login),
    );
  }

  static async start(user: string, login: Login, port = 0): Promise<SshServer> {
    const server = new SshServer(user, login);
    await new Promise<void>((resolve) => server.server.listen(port, '127.0.0.1', resolve));
    server.port = (server.server.address() as { port: number }).port;
    return server;
  }

  /** Ends every connection like a broken network, and keeps listening. */
  drop(): void {
    for (const connection of this.connections) connection.end();
  }

  async stop(): Promise<void> {
    this.drop();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private serve(connection: Connection, user: string, login: Login): void {
    this.connections.add(connection);
    connection.on('close', () => this.connections.delete(connection));
    connection.on('error', () => this.connections.delete(connection));
    connection.on('authentication', (context) => {
      const { password, publicKey } = login;
      this.logins.push(context.method);
      if (context.username !== user) return context.reject();
      if (context.method === 'password' && password !== undefined && context.password === password)
        return context.accept();
      if (context.method === 'publickey' && publicKey !== undefined && isSigned(context, publicKey))
        return context.accept();
      context.reject(['password', 'publickey']);
    });
    connection.on('ready', () => {
      connection.on('tcpip', (accept, reject, { destIP, destPort }) => {
        this.forwarded.push(`${destIP}:${destPort}`);
        const socket = connect(destPort, destIP);
        socket.once('error', () => reject());
        socket.once('connect', () => {
          const channel = accept();
          socket.pipe(channel).pipe(socket);
          socket.on('error', () => channel.destroy());
          channel.on('error', () => socket.destroy());
          channel.on('close', () => socket.destroy());
        });
      });
    });
  }
}

function isSigned(context: ssh2.PublicKeyAuthContext, publicKey: string): boolean {
  const allowed = utils.parseKey(publicKey);
  if (allowed instanceof Error) return false;
  if (!context.key.data.equals(allowed.getPublicSSH())) return false;
  return !context.signature || allowed.verify(context.blob!, context.signature, context.hashAlgo) === true;
}
