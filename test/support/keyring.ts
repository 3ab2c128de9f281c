/** A real key store: gnome-keyring on a session bus of its own, unlocked with a password of ours; ends with both processes. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

const PASSWORD = 'of the login keyring';

export class Keyring {
  private readonly directory: string;
  private readonly processes: ChildProcess[] = [];
  private address = '';

  private constructor(directory: string) {
    this.directory = directory;
  }

  /** What is kept outlives `stop`, until `remove`. */
  static async start(): Promise<Keyring> {
    const keyring = new Keyring(await mkdtemp(path.join(tmpdir(), 'slotshell-keyring-')));
    await keyring.open();
    return keyring;
  }

  /** What a program needs to find this key store, and no other. */
  get env(): Record<string, string> {
    const { directory } = this;
    return {
      DBUS_SESSION_BUS_ADDRESS: this.address,
      XDG_RUNTIME_DIR: directory,
      XDG_DATA_HOME: path.join(directory, 'data'),
      XDG_CACHE_HOME: path.join(directory, 'cache'),
      XDG_CURRENT_DESKTOP: 'GNOME',
    };
  }

  /** Again, after `stop`, with what was kept before. */
  async open(): Promise<void> {
    await mkdir(path.join(this.directory, 'data'), { recursive: true, mode: 0o700 });
    const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, ...this.env },
    });
    this.processes.push(bus);
    this.address = await firstLine(bus, 'dbus-daemon');
    const daemon = spawn(
      'gnome-keyring-daemon',
      ['--foreground', '--unlock', '--components=secrets', `--control-directory=${this.directory}`],
      { stdio: ['pipe', 'pipe', 'ignore'], env: { ...process.env, ...this.env } },
    );
    this.processes.push(daemon);
    daemon.stdin.end(PASSWORD);
    // It prints its variables once it serves.
    await firstLine(daemon, 'gnome-keyring-daemon');
  }

  async stop(): Promise<void> {
    for (const child of this.processes.splice(0).reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.directory, { recursive: true, force: true });
  }
}

function firstLine(child: ChildProcess, name: string): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)));
    createInterface({ input: child.stdout! }).once('line', resolve);
  });
}
