/** Asks nodes for INFO and records since when one has not answered. */
import type { InfoTrouble } from '../../../shared/cluster/info-trouble.ts';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { argsOf } from '../../../shared/resp/resp.ts';
import { ConnectionError, type ConnectionErrorKind } from '../wire/errors.ts';
import type { NodeConnection } from '../wire/node-connection.ts';
import type { NodePool } from '../wire/node-pool.ts';
import { infoFields, isDenied, readReply, ServerError, textOf } from '../wire/read-reply.ts';

const TIMEOUT_MS = 1500;

/** Failures that say nothing of a server behind the proxy. */
const ABOUT_PROXY: ReadonlySet<ConnectionErrorKind> = new Set(['lost', 'unreachable', 'auth', 'cancelled']);

export interface Info {
  fields: Map<string, string>;
  /** Milliseconds. */
  latency: number;
  refusal: string | null;
}

export class InfoWatch {
  private readonly pool: NodePool;
  private readonly troubles = new Map<NodeAddress, InfoTrouble>();
  /** Refusals of INFO by node. Asking again every round would fill the server's ACL LOG. */
  private readonly refusals = new Map<NodeAddress, string>();
  /** Nodes whose socket ended on the last question; a single time may be chance. */
  private readonly cut = new Map<NodeAddress, number>();

  constructor(pool: NodePool) {
    this.pool = pool;
  }

  troubleOf(node: NodeAddress): InfoTrouble | null {
    return this.troubles.get(node) ?? null;
  }

  /** Asks again even if INFO was refused: the user may have other rights now. */
  askAgain(): void {
    this.refusals.clear();
  }

  /** Forgets nodes that have left. */
  retain(nodes: ReadonlySet<NodeAddress>): void {
    for (const known of [this.troubles, this.cut, this.refusals])
      for (const node of known.keys()) if (!nodes.has(node)) known.delete(node);
  }

  /**
   * Null if there is no reply to read metrics from. A node whose INFO was too large is not asked again. `via` is the
   * connection to a proxy that passes the question on; then an error reply is its word that the node does not answer.
   */
  async ask(node: NodeAddress, question: readonly string[], via?: NodeConnection): Promise<Info | null> {
    if (this.troubles.get(node)?.kind === 'too-large') return null;
    const refusal = this.refusals.get(node) ?? null;
    const askedAt = Date.now();
    const start = performance.now();
    try {
      // HELLO needs no right.
      const args = argsOf(...(refusal === null ? question : ['HELLO']));
      const reply = await (via ?? this.pool.get(node)).send(args, { timeout: TIMEOUT_MS });
      const latency = performance.now() - start;
      this.answered(node);
      return { fields: infoFields(textOf(readReply(reply))), latency, refusal };
    } catch (error) {
      if (error instanceof ConnectionError) {
        if (!via || !ABOUT_PROXY.has(error.kind)) this.unanswered(node, error, askedAt);
        return null;
      }
      if (via && error instanceof ServerError) {
        this.troubles.set(node, {
          kind: 'silent',
          since: this.troubles.get(node)?.since ?? askedAt,
          reason: error.message.slice(0, 200),
        });
        return null;
      }
      // An error reply is an answer too.
      this.answered(node);
      // INFO may be forbidden to the user; the node is up all the same.
      if (!isDenied(error)) return null;
      const message = error.message.slice(0, 200);
      this.refusals.set(node, message);
      return { fields: new Map(), latency: performance.now() - start, refusal: message };
    }
  }

  private answered(node: NodeAddress): void {
    this.troubles.delete(node);
    this.cut.delete(node);
  }

  private unanswered(node: NodeAddress, { kind, message }: ConnectionError, askedAt: number): void {
    // Either the app closed it, or the node answered and requires another login.
    if (kind === 'cancelled' || kind === 'auth') return;
    const before = this.cut.get(node);
    this.cut.set(node, before ?? askedAt);
    if (kind === 'lost' && before === undefined) return;
    this.troubles.set(node, {
      kind: kind === 'too-large' ? 'too-large' : 'silent',
      since: this.troubles.get(node)?.since ?? before ?? askedAt,
      reason: message.slice(0, 200),
    });
  }
}
