/**
 * The app as a user starts it, looked into by its debugging port: Playwright would put its own start-up work into the
 * figures, and cannot connect to an Electron that it did not start.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import WebSocket from 'ws';
import { waitUntil } from './redis-cluster.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

export class BenchApp {
  readonly child: ChildProcess;
  /** To be deleted in the end; null where it is the caller's. */
  private readonly userData: string | null;
  private readonly socket: WebSocket;
  private nextId = 1;

  /**
   * A `userData` of the caller's is kept: a second start finds Chromium's code cache there, as a user's does. `program` is the
   * directory or script that Electron runs; this app unless told otherwise.
   */
  static async launch(args: readonly string[], userData?: string, program = ROOT): Promise<BenchApp> {
    const runtime = JSON.parse(
      execFileSync(process.execPath, [path.join(ROOT, 'scripts/electron-runtime.mjs')], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    ) as { executable: string };
    const directory = userData ?? (await mkdtemp(path.join(tmpdir(), 'slotshell-bench-')));
    // A paste is measured, not the time until somebody confirms it.
    if (userData === undefined)
      await writeFile(path.join(directory, 'settings.json'), JSON.stringify({ pasteConfirm: 'never' }));
    const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const flags = [...root, `--user-data-dir=${directory}`, '--remote-debugging-port=0'];
    const startedAt = Date.now();
    const child = spawn(runtime.executable, [...flags, program, ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const port = await new Promise<string>((resolve, reject) => {
      let text = '';
      child.stderr!.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        const found = /DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)/.exec(text);
        if (found) resolve(found[1]!);
      });
      child.once('exit', () => reject(new Error(`the app ended: ${text.slice(-500)}`)));
    });
    const target = await waitUntil('the page', async () => {
      const pages = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as {
        type: string;
        webSocketDebuggerUrl: string;
      }[];
      return pages.find((page) => page.type === 'page');
    });
    const socket = new WebSocket(target.webSocketDebuggerUrl);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return new BenchApp(child, userData === undefined ? directory : null, socket, startedAt);
  }

  readonly startedAt: number;

  private constructor(child: ChildProcess, userData: string | null, socket: WebSocket, startedAt: number) {
    this.child = child;
    this.userData = userData;
    this.socket = socket;
    this.startedAt = startedAt;
  }

  /** Milliseconds from the spawning of the process to the first prompt painted on a connected session. */
  async promptAfter(): Promise<number> {
    const mark = "performance.getEntriesByName('prompt')[0]";
    const at = await waitUntil('the prompt', () =>
      this.evaluate<number>(`${mark} ? performance.timeOrigin + ${mark}.startTime : 0`),
    );
    return at - this.startedAt;
  }

  /** The value of an expression in the page; promises are awaited. */
  async evaluate<T>(expression: string): Promise<T> {
    const answer = (await this.send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    })) as {
      result: { value: T };
      exceptionDetails?: { text: string; exception?: { description?: string } };
    };
    if (answer.exceptionDetails)
      throw new Error(answer.exceptionDetails.exception?.description ?? answer.exceptionDetails.text);
    return answer.result.value;
  }

  /** Puts text where the focus is, as an input method does. */
  async insertText(text: string): Promise<void> {
    await this.send('Input.insertText', { text });
  }

  async pressEnter(): Promise<void> {
    const key = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13 };
    await this.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...key });
    await this.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key });
  }

  /** Types one character. */
  async pressKey(key: string): Promise<void> {
    await this.send('Input.dispatchKeyEvent', { type: 'keyDown', key, text: key });
    await this.send('Input.dispatchKeyEvent', { type: 'keyUp', key });
  }

  async close(): Promise<void> {
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    this.socket.close();
    this.child.kill('SIGTERM');
    await gone;
    if (this.userData !== null) await rm(this.userData, { recursive: true, force: true });
  }

  private send(method: string, params: object): Promise<unknown> {
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      const listen = (data: WebSocket.RawData) => {
        const message = JSON.parse(String(data)) as {
          id?: number;
          result?: unknown;
          error?: { message: string };
        };
        if (message.id !== id) return;
        this.socket.off('message', listen);
        if (message.error) reject(new Error(message.error.message));
        else resolve(message.result);
      };
      this.socket.on('message', listen);
      this.socket.send(JSON.stringify({ id, method, params }));
    });
  }
}
