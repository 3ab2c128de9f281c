/** Sees what the nodes do in a failover: by the lines of their logs, and by the flags that they give each other. */
import { open } from 'node:fs/promises';
import { escapeForLine } from '../../shared/format/escape.ts';
import type { LessonEvent } from '../../shared/lessons/lesson.ts';
import { readNodes } from '../demo/join.ts';
import { addressOf, type LessonServers } from './lesson-servers.ts';

/** Redis's words and Valkey's. All nodes may say the same; `once` keeps the first. */
const SAID: readonly { kind: LessonEvent['kind']; pattern: RegExp; once: boolean }[] = [
  { kind: 'failed', pattern: /Marking node \w{40}.* as failing|FAIL message received from/, once: true },
  { kind: 'election', pattern: /Starting a failover election/, once: true },
  { kind: 'vote', pattern: /Failover auth granted to/, once: false },
  { kind: 'promoted', pattern: /Failover election won/, once: true },
  { kind: 'demoted', pattern: /Reconfiguring myself as a replica of/, once: true },
  {
    kind: 'synced',
    pattern:
      /(MASTER|PRIMARY) <-> REPLICA sync: (Finished with success|Master accepted|Primary accepted|Successful partial)/,
    once: true,
  },
];
const ORDER = SAID.map(({ kind }) => kind);
const MOST_SHOWN = 160;
const MOST_READ = 1 << 16;

export class NodeWatch {
  private readonly servers: LessonServers;
  private readonly onEvent: (event: LessonEvent) => void;
  /** Bytes of each log that have been read, by port. */
  private readonly read = new Map<number, number>();
  private readonly seen = new Set<LessonEvent['kind']>();
  private began = 0;

  constructor(servers: LessonServers, onEvent: (event: LessonEvent) => void) {
    this.servers = servers;
    this.onEvent = onEvent;
  }

  /** Everything that is in the logs by now belongs to the past. */
  async begin(): Promise<void> {
    for (const port of this.servers.ports) await this.newText(port, true);
    this.began = Date.now();
  }

  tell(kind: LessonEvent['kind'], port: number, says = ''): void {
    this.seen.add(kind);
    this.onEvent({ kind, node: addressOf(port), at: Math.max(0, Date.now() - this.began), says });
  }

  /** Reports what is new. `dead` is the port of the node that the others are to suspect. */
  async look(dead: number | null): Promise<void> {
    if (dead !== null && !this.seen.has('suspected')) await this.lookForSuspicion(dead);
    const found: { kind: LessonEvent['kind']; port: number; says: string }[] = [];
    for (const port of this.servers.ports) {
      for (const line of (await this.newText(port, false)).split('\n')) {
        const said = SAID.find(({ pattern }) => pattern.test(line));
        if (
          !said ||
          (said.once && (this.seen.has(said.kind) || found.some(({ kind }) => kind === said.kind)))
        )
          continue;
        // `1234:M 01 Jan 2026 12:00:00.123 * ` comes before the words.
        const words = line.replace(/^\d+:\w .{24} \S /, '').trim();
        found.push({ kind: said.kind, port, says: escapeForLine(words.slice(0, MOST_SHOWN)) });
      }
    }
    found.sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
    for (const { kind, port, says } of found) this.tell(kind, port, says);
  }

  private async lookForSuspicion(dead: number): Promise<void> {
    for (const port of this.servers.running) {
      const nodes = await readNodes(this.servers.client(port));
      const flags = nodes.find((node) => node[1]?.startsWith(`${addressOf(dead)}@`))?.[2] ?? '';
      if (!/fail/.test(flags)) continue;
      return this.tell('suspected', port, `CLUSTER NODES: ${addressOf(dead)} ${escapeForLine(flags)}`);
    }
  }

  private async newText(port: number, skip: boolean): Promise<string> {
    const file = await open(this.servers.logFile(port), 'r').catch(() => null);
    if (!file) return '';
    try {
      const from = this.read.get(port) ?? 0;
      const { size } = await file.stat();
      if (skip) {
        this.read.set(port, size);
        return '';
      }
      const bytes = Buffer.alloc(Math.min(MOST_READ, Math.max(0, size - from)));
      const { bytesRead } = await file.read(bytes, 0, bytes.length, from);
      // The last line may still be being written.
      const end = bytes.lastIndexOf('\n', bytesRead - 1) + 1;
      this.read.set(port, from + end);
      return bytes.toString('utf8', 0, end);
    } finally {
      await file.close();
    }
  }
}
