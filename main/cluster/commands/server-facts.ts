/** The facts about the connected server: its name, its commands and their docs, the protocols it speaks, its last save. */
import type { CommandDocs } from '../../../shared/commands/command-docs.ts';
import type { CommandTable } from '../../../shared/commands/command-table.ts';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { isCodisName } from '../../../shared/cluster/codis.ts';
import { TWEMPROXY } from '../../../shared/cluster/twemproxy.ts';
import { argsOf } from '../../../shared/resp/resp.ts';
import type { Protocol } from '../../../shared/session/session.ts';
import type { TopologyWatch } from '../topology/topology-watch.ts';
import type { NodePool } from '../wire/node-pool.ts';
import { numberOf, readReply } from '../wire/read-reply.ts';
import { tellOldCodis } from '../topology/server-kind.ts';
import { bundledDocs, readCommandDocs } from './command-docs.ts';
import { AskedCommands, askCommands, nameOfCodisServer, readServer } from './server-identity.ts';

/** Milliseconds for LASTSAVE. */
const TIMEOUT_MS = 5000;

export class ServerFacts {
  /** `Redis 7.0.15`; empty before the first answer. */
  name = '';
  private asked = new AskedCommands(null);
  private readonly probes: NodePool;
  private readonly watch: Pick<TopologyWatch, 'kind' | 'topology' | 'correct'>;
  private docsRead: Promise<CommandDocs> | null = null;

  constructor(probes: NodePool, watch: Pick<TopologyWatch, 'kind' | 'topology' | 'correct'>) {
    this.probes = probes;
    this.watch = watch;
  }

  /** Asks `node` for its name and its commands. Calls `notify` if it has too many commands to read. */
  async read(node: NodeAddress, notify: (text: string) => void): Promise<void> {
    this.name = await readServer(this.probes.get(node), this.watch.kind);
    this.asked = await askCommands(this.probes.get(node), this.watch.kind, notify);
    if (this.watch.kind?.kind !== 'standalone' || !this.asked.isOfCodis) return;
    const old = await tellOldCodis(async (...text) =>
      readReply(await this.probes.get(node).send(argsOf(...text), { timeout: TIMEOUT_MS })),
    ).catch(() => null);
    this.name = old?.name ?? nameOfCodisServer(this.name);
    if (old) await this.watch.correct(old);
  }

  get commands(): CommandTable {
    return this.asked.table;
  }

  /** The protocol of a connection that wants this one: twemproxy closes the connection at HELLO, codis refuses it. */
  protocolFor(wanted: Protocol): Protocol {
    return this.name === TWEMPROXY || isCodisName(this.name) ? 2 : wanted;
  }

  /** When the oldest last RDB save of these nodes was, milliseconds since 1970; null if one of them does not say. */
  async lastSave(nodes: readonly NodeAddress[]): Promise<number | null> {
    if (this.watch.kind?.kind === 'proxy') return null;
    const ask = (node: NodeAddress) =>
      this.probes.get(node).send(argsOf('LASTSAVE'), { timeout: TIMEOUT_MS }).then(readReply);
    try {
      const seconds = (await Promise.all(nodes.map(ask))).map(numberOf).filter((time) => time > 0);
      return nodes.length > 0 && seconds.length === nodes.length ? Math.min(...seconds) * 1000 : null;
    } catch {
      return null;
    }
  }

  /** The server's COMMAND DOCS, read once, when first asked for. */
  docs(): Promise<CommandDocs> {
    const { topology, kind } = this.watch;
    if (!topology || kind?.kind === 'proxy') return bundledDocs();
    return (this.docsRead ??= readCommandDocs(this.probes.get(topology.source), this.commands));
  }
}
