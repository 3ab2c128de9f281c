/** Reports a command that waits for an answer while its node answers others: its socket may have died unnoticed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { durationWords } from '../../../shared/format/clock.ts';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { lowerWord } from '../../../shared/resp/resp.ts';
import type { Cluster } from '../cluster.ts';
import { PING } from '../wire/link-options.ts';
import { isError } from '../wire/raw-reply.ts';

type Args = readonly Uint8Array[];

/** Milliseconds of silence before the report, and how many times longer until the next one. */
const SAID_AFTER = 5000;
const SAID_AGAIN = 6;
/** Milliseconds between two checks, and those that a node that has only just woken may take to answer. */
const LOOK = 1000;
/** Milliseconds that another connection to the node may take to answer. */
const ALIVE = 2000;

interface Waiting {
  node: NodeAddress;
  args: Args;
  since: number;
  due: number;
}

export class SilenceWatch {
  private readonly cluster: Cluster;
  private readonly say: (text: string) => void;
  private readonly waiting = new Set<Waiting>();
  private timer: NodeJS.Timeout | null = null;
  private readonly looking = new Set<NodeAddress>();

  constructor(cluster: Cluster, say?: (text: string) => void) {
    this.cluster = cluster;
    this.say = say ?? ((text) => cluster.notice({ tone: 'bad', text }));
  }

  /** Watches a command until its answer arrives; returns the answer unchanged. */
  watch<T>(node: NodeAddress, args: Args, answer: Promise<T>): Promise<T> {
    const waiting = this.begin(node, args, performance.now());
    const end = () => this.end(waiting);
    answer.then(end, end);
    return answer;
  }

  /** Watches a command that is sent `now`, by performance.now(), until end() is called with what this returns. */
  begin(node: NodeAddress, args: Args, now: number): Waiting {
    const waiting: Waiting = { node, args, since: now, due: now + SAID_AFTER };
    this.waiting.add(waiting);
    // A timer per command would cost as much as all the rest. The shared one ends itself when it finds nothing to do.
    this.timer ??= setInterval(() => this.look(), LOOK).unref();
    return waiting;
  }

  end(waiting: Waiting): void {
    this.waiting.delete(waiting);
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
  }

  private look(): void {
    if (this.waiting.size === 0) return this.stop();
    const now = performance.now();
    for (const { node, due } of this.waiting) {
      if (due > now || this.looking.has(node)) continue;
      this.looking.add(node);
      void this.ask(node).finally(() => this.looking.delete(node));
    }
  }

  private async ask(node: NodeAddress): Promise<void> {
    if (!(await this.answersOthers(node))) return;
    await sleep(LOOK);
    const now = performance.now();
    // A command sent during the question has not waited long.
    const silent = [...this.waiting].filter((one) => one.node === node && one.due <= now);
    const [first] = silent;
    if (!first) return;
    for (const one of silent) one.due = now + (now - one.since) * (SAID_AGAIN - 1);
    const others = silent.length > 1 ? ` and ${silent.length - 1} more` : '';
    this.say(
      `${lowerWord(first.args[0]).toUpperCase()}${others}: no answer from ${node} for ${durationWords(now - first.since)}; the node answers others. The connection may be dead, or the node holds the command back. Ctrl+C stops the waiting: whether it has run is not known then.`,
    );
  }

  /** Asks over a new connection, because the existing ones may be dead. */
  private async answersOthers(node: NodeAddress): Promise<boolean> {
    const pool = this.cluster.openPool();
    try {
      const question = this.cluster.questions.aliveQuestion ?? PING;
      // A node that runs a script returns BUSY to everyone.
      return !isError(await pool.get(node).send(question, { timeout: ALIVE }), 'BUSY');
    } catch {
      return false;
    } finally {
      pool.close();
    }
  }
}
