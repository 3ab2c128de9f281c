/**
 * Questions and commands to the nodes of a cluster for an operation. Every call has a timeout, and an answer is always one of
 * four: a reply, an error reply, not sent, or sent without an answer. Nothing is sent twice.
 */
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import type { Reply } from '../../../../shared/resp/resp.ts';
import { parseAddress } from '../../wire/address.ts';
import { BatchLink, type BatchReplies } from '../../wire/batch-link.ts';
import { encodeCommands } from '../../wire/command-frame.ts';
import { ConnectionError, NoAddressError } from '../../wire/errors.ts';
import { NodePool, type PoolSettings } from '../../wire/node-pool.ts';
import { replyOfFrame, type RawReply } from '../../wire/raw-reply.ts';
import { itemsOf, numberOf, readReply, ServerError, textOf } from '../../wire/read-reply.ts';

/** Milliseconds for a connection, and for a reply. */
export const CONNECT_TIMEOUT_MS = 3000;
export const REPLY_TIMEOUT_MS = 5000;

export type Arg = string | number | Uint8Array;

/** refused: an error reply. unreachable: not sent, so it has not run. unknown: sent, and no answer came. */
export type Answer =
  | { kind: 'reply'; reply: Reply }
  | { kind: 'refused'; says: string }
  | { kind: 'unreachable'; says: string }
  | { kind: 'unknown'; says: string };

export type Failed = Exclude<Answer, { kind: 'reply' }>;

/** The outcome of a command that got no reply. */
export const OUTCOMES = { refused: 'failed', unreachable: 'not-reached', unknown: 'unknown' } as const;

/** A question that got no reply. */
export class NodeFailure extends Error {
  override name = 'NodeFailure';
  readonly node: NodeAddress;
  readonly answer: Failed;

  constructor(node: NodeAddress, answer: Failed) {
    super(`${node}: ${answer.says}`);
    this.node = node;
    this.answer = answer;
  }
}

export interface AskOptions {
  /** Milliseconds for the reply; by default REPLY_TIMEOUT_MS. */
  timeoutMs?: number;
  /** Database (cluster-databases of Valkey 9); 0 by default. */
  database?: number;
  /** Sends ASKING first: the node is importing the key's slot. */
  asking?: boolean;
}

export const bytesOf = (arg: Arg): Uint8Array => (typeof arg === 'object' ? arg : Buffer.from(String(arg)));

/** Resolves in every case. */
export async function answerOf(sent: Promise<RawReply>): Promise<Answer> {
  try {
    return answerIn(await sent);
  } catch (error) {
    if (error instanceof ConnectionError) return lost(error);
    throw error;
  }
}

function answerIn(reply: RawReply): Answer {
  try {
    return { kind: 'reply', reply: readReply(reply) };
  } catch (error) {
    if (error instanceof ServerError) return { kind: 'refused', says: error.message };
    throw error;
  }
}

/** The answer to nearly all commands of a batch. */
const OK_FRAME = Buffer.from('+OK\r\n');
const OK: Answer = answerIn(replyOfFrame(OK_FRAME));

const answerInFrame = (frame: Uint8Array): Answer =>
  OK_FRAME.equals(frame) ? OK : answerIn(replyOfFrame(frame));

/** One reply within that of EXEC. */
function resultIn(reply: Reply | undefined): Answer {
  if (!reply) return { kind: 'unknown', says: 'EXEC did not say what became of it' };
  return reply.type === 'error' ? { kind: 'refused', says: textOf(reply) } : { kind: 'reply', reply };
}

const lost = ({ sent, message }: ConnectionError): Failed => ({
  kind: sent ? 'unknown' : 'unreachable',
  says: message,
});

function numberIn(answer: Answer): number | null | Failed {
  if (answer.kind !== 'reply') return answer;
  const { reply } = answer;
  if (reply.type === 'null') return null;
  const number = reply.type === 'integer' ? numberOf(reply) : -1;
  return Number.isSafeInteger(number) && number >= 0
    ? number
    : { kind: 'refused', says: 'its answer is no number' };
}

/** `:123\r\n` with up to 15 digits; undefined for anything else. */
function wholeNumber(frame: Uint8Array): number | undefined {
  const end = frame.length - 2;
  if (frame[0] !== COLON || end < 2 || end > 16) return undefined;
  let number = 0;
  for (let at = 1; at < end; at++) {
    const digit = frame[at]! - ZERO;
    if (!(digit >= 0 && digit <= 9)) return undefined;
    number = number * 10 + digit;
  }
  return number;
}

const COLON = 0x3a;
const ZERO = 0x30;

export class OperationNodes {
  readonly settings: PoolSettings;
  private readonly pools = new Map<number, NodePool>();
  /** By database and node. */
  private readonly batches = new Map<string, BatchLink>();
  /** Links of transactions that have ended, by node. They are used again. */
  private readonly idle = new Map<NodeAddress, BatchLink>();

  constructor(settings: PoolSettings) {
    const connectTimeout = Math.min(settings.connectTimeout, CONNECT_TIMEOUT_MS);
    this.settings = { ...settings, connectTimeout, protocol: 2, own: 'panels' };
  }

  /** Resolves in every case. */
  ask(node: NodeAddress, args: readonly Arg[], options: AskOptions = {}): Promise<Answer> {
    const { timeoutMs = REPLY_TIMEOUT_MS, database = 0, asking = false } = options;
    return answerOf(this.pool(database).get(node).send(args.map(bytesOf), { timeout: timeoutMs, asking }));
  }

  /**
   * Sends all in one write, over a connection of its own. A lost connection leaves those without an answer unknown, or
   * unreachable if nothing was sent. `timeoutMs` is for each answer after the one before.
   */
  async pipeline(
    node: NodeAddress,
    commands: readonly (readonly Arg[])[],
    options: AskOptions = {},
  ): Promise<Answer[]> {
    const { timeoutMs = REPLY_TIMEOUT_MS, database = 0, asking = false } = options;
    if (asking) return Promise.all(commands.map((args) => this.ask(node, args, options)));
    const { frames, error } = await this.frames(node, commands, timeoutMs, database);
    return commands.map((_, i) => (frames[i] ? answerInFrame(frames[i]) : lost(error!)));
  }

  /** A pipeline of commands that reply with a whole number, 0 or more; null for the null reply. Much cheaper than answers. */
  async numbers(
    node: NodeAddress,
    commands: readonly (readonly Arg[])[],
    options: AskOptions = {},
  ): Promise<(number | null | Failed)[]> {
    const { timeoutMs = REPLY_TIMEOUT_MS, database = 0, asking = false } = options;
    if (asking) return (await this.pipeline(node, commands, options)).map(numberIn);
    const { frames, error } = await this.frames(node, commands, timeoutMs, database);
    return commands.map((_, i) => {
      const frame = frames[i];
      if (!frame) return lost(error!);
      return wholeNumber(frame) ?? numberIn(answerIn(replyOfFrame(frame)));
    });
  }

  /**
   * Carries out all commands at one instant (MULTI and EXEC) in database 0, over a socket of its own: after a refusal that one is
   * still queueing, and is not used again. Null if the node refused to, so that nothing was carried out.
   */
  async transaction(node: NodeAddress, commands: readonly (readonly Arg[])[]): Promise<Answer[] | null> {
    const link = this.idle.get(node) ?? this.newLink(node, 0);
    if (!link) return commands.map(() => lost(new NoAddressError(node)));
    this.idle.delete(node);
    let isDone = false;
    try {
      const begun = await link.send(encodeCommands([['MULTI']]), 1, REPLY_TIMEOUT_MS);
      const [ok] = begun.frames;
      if (!ok) return commands.map(() => ({ kind: 'unreachable', says: begun.error!.message }));
      if (answerIn(replyOfFrame(ok)).kind !== 'reply') return null;
      const count = commands.length + 1;
      const bytes = encodeCommands([...commands, ['EXEC']]);
      const { frames, error } = await link.send(bytes, count, REPLY_TIMEOUT_MS, true);
      const last = frames[commands.length];
      if (!last) return commands.map(() => lost(error!));
      const done = answerIn(replyOfFrame(last));
      if (done.kind !== 'reply') return null;
      isDone = true;
      const results = itemsOf(done.reply);
      return commands.map((_, i) => resultIn(results[i]));
    } finally {
      if (isDone && !this.idle.has(node)) this.idle.set(node, link);
      else link.close();
    }
  }

  private async frames(
    node: NodeAddress,
    commands: readonly (readonly Arg[])[],
    timeoutMs: number,
    database: number,
  ): Promise<BatchReplies> {
    const link = this.batch(node, database);
    if (!link) return { frames: [], error: new NoAddressError(node) };
    return link.send(encodeCommands(commands), commands.length, timeoutMs);
  }

  /** The reply; rejects with NodeFailure if there is none. */
  async reply(node: NodeAddress, args: readonly Arg[], options: AskOptions = {}): Promise<Reply> {
    const answer = await this.ask(node, args, options);
    if (answer.kind === 'reply') return answer.reply;
    throw new NodeFailure(node, answer);
  }

  close(): void {
    for (const pool of this.pools.values()) pool.close();
    this.pools.clear();
    for (const links of [this.batches, this.idle]) {
      for (const link of links.values()) link.close();
      links.clear();
    }
  }

  /** Undefined for a node without a known address. */
  private batch(node: NodeAddress, database: number): BatchLink | undefined {
    const name = `${database} ${node}`;
    const known = this.batches.get(name);
    if (known) return known;
    const link = this.newLink(node, database);
    if (link) this.batches.set(name, link);
    return link;
  }

  private newLink(node: NodeAddress, database: number): BatchLink | undefined {
    const place = parseAddress(node);
    return place ? new BatchLink({ ...this.settings, ...place, database, clientName: undefined }) : undefined;
  }

  private pool(database: number): NodePool {
    const known = this.pools.get(database);
    if (known) return known;
    const pool = new NodePool({ ...this.settings, database });
    this.pools.set(database, pool);
    return pool;
  }
}
