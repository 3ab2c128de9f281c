/** The client's end of a connection to a modelled node. The connection itself is a stream within this process. */
import { Duplex } from 'node:stream';
import { parseCommand } from '../scripted-node.ts';
import { newClient } from './data-commands.ts';
import type { LivingNode, ModelCluster } from './model-cluster.ts';
import { encode, OK, Refused, type ModelReply } from './reply.ts';

/** done: it is carried out as usual. The other two end the connection: after the command was carried out, or before. */
export type Fate = 'done' | 'unanswered' | 'not-done';

export interface SocketHooks {
  /** Before each command but those of the login. It may change the state of nodes. */
  judge(node: LivingNode, words: string[]): Fate;
  /** After each that was carried out. */
  onDone(node: LivingNode, words: string[]): void;
  /** After all that arrived together. */
  onTurn(): void;
}

export class ModelSocket extends Duplex {
  private readonly node: LivingNode;
  private readonly cluster: ModelCluster;
  private readonly hooks: SocketHooks;
  private readonly client = newClient();
  private isLoggedIn: boolean;
  private isCut = false;
  private rest: Buffer = Buffer.alloc(0);

  constructor(node: LivingNode, cluster: ModelCluster, hooks: SocketHooks) {
    super();
    this.node = node;
    this.cluster = cluster;
    this.hooks = hooks;
    this.isLoggedIn = cluster.password === undefined;
  }

  override _read(): void {}

  override _write(chunk: Buffer, _: unknown, done: () => void): void {
    this.rest = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk;
    let at = 0;
    const replies: Buffer[] = [];
    while (!this.destroyed && !this.isCut) {
      const command = parseCommand(this.rest.subarray(at));
      if (!command) break;
      at += command.end;
      this.receive(command.words, replies);
    }
    this.rest = this.rest.subarray(at);
    this.hooks.onTurn();
    // Never within the client's own write.
    process.nextTick(() => this.say(replies));
    done();
  }

  private receive(words: string[], replies: Buffer[]): void {
    const { node } = this;
    if (node.state === 'dead') return void this.cut(replies);
    if (node.state === 'frozen') return void node.later.push(() => this.answer(words, []));
    const login = this.login(words);
    if (login) return void replies.push(encode(login));
    const fate = this.hooks.judge(node, words);
    // The judge may have changed the node's state.
    if ((node.state as string) === 'frozen') return void node.later.push(() => this.answer(words, []));
    if (fate === 'not-done' || (node.state as string) === 'dead') return void this.cut(replies);
    this.answer(words, replies);
    this.hooks.onDone(node, words);
    if (fate === 'unanswered') this.cut(replies, true);
  }

  private login([name = '', ...args]: string[]): ModelReply | Refused | null {
    const { password } = this.cluster;
    switch (name.toUpperCase()) {
      case 'AUTH':
        this.isLoggedIn = args.at(-1) === password;
        return this.isLoggedIn
          ? OK
          : new Refused('WRONGPASS invalid username-password pair or user is disabled.');
      case 'CLIENT':
        return OK;
      default:
        return this.isLoggedIn ? null : new Refused('NOAUTH Authentication required.');
    }
  }

  private answer(words: string[], replies: Buffer[]): void {
    try {
      replies.push(encode(this.cluster.command(this.node, words, this.client)));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      replies.push(encode(error));
    }
  }

  private say(replies: readonly Buffer[]): void {
    if (replies.length > 0 && !this.destroyed) this.push(Buffer.concat(replies));
  }

  /** What was answered before still arrives. */
  private cut(replies: Buffer[], isLast = false): void {
    const before = replies.slice(0, isLast ? -1 : undefined);
    process.nextTick(() => this.say(before));
    replies.length = 0;
    setImmediate(() => this.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })));
    this.isCut = true;
  }
}
