/** The program's log: main.log and, once that is full, main.old.log. Each line passes the filter of log-line.ts. */
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
// Its rotation and its synchronous appends; the part of it that needs no Electron.
import electronLog from 'electron-log/node.js';
import { errorLine, logLine } from './log-line.ts';

/** Bytes of a file before it is rotated. There are two. */
const MOST_BYTES = 1 << 20;

export class Log {
  readonly directory: string;
  private readonly file: string;
  private readonly log = electronLog.create({ logId: 'slotshell' });

  constructor(directory: string) {
    this.directory = directory;
    this.file = path.join(directory, 'main.log');
    const { console, file } = this.log.transports;
    // The library would make both as the umask has them. Where the directory cannot be made, it logs nothing.
    try {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
    } catch {}
    file.writeOptions = { flag: 'a', encoding: 'utf8', mode: 0o600 };
    console.level = false;
    file.resolvePathFn = () => this.file;
    file.maxSize = MOST_BYTES;
    file.format = '{iso} {level} {text}';
    file.level = 'info';
  }

  info(text: string): void {
    this.log.info(logLine(text));
  }

  warn(text: string): void {
    this.log.warn(logLine(text));
  }

  /** `doing` is our own text. */
  error(doing: string, error: unknown): void {
    this.log.error(`${logLine(doing)}: ${errorLine(error)}`);
  }

  /** The newest lines, oldest first; empty if there is no file. */
  lastLines(count: number): string[] {
    try {
      return readFileSync(this.file, 'utf8').trimEnd().split('\n').slice(-count);
    } catch {
      return [];
    }
  }
}
