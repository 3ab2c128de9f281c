/**
 * Asks the servers behind codis, through the proxy: INFO, and their keys by slot (SLOTSINFO), among them strays: keys of
 * slots that are another group's, for which codis never asks that server. It has connections of its own, since the proxy
 * answers in order, and a server that is silent holds up whatever waits behind it.
 */
import type { CodisMap, NodeAddress } from '../../../shared/cluster/topology.ts';
import type { NodeStats } from '../../../shared/cluster/node-stats.ts';
import { groupOfSlot } from '../../../shared/cluster/codis-groups.ts';
import { CODIS_SLOTS } from '../../../shared/slots/codis-slots.ts';
import { argsOf, type Reply } from '../../../shared/resp/resp.ts';
import type { NodeConnection } from '../wire/node-connection.ts';
import type { NodePool } from '../wire/node-pool.ts';
import { itemsOf, keysByDatabase, numberOf, readReply } from '../wire/read-reply.ts';
import type { Info, InfoWatch } from './info-watch.ts';
import { nodesOf } from './shard-numbers.ts';
import { toRanges } from './slot-ranges.ts';

/** Milliseconds for one answer. */
const TIMEOUT_MS = 2000;
/** The most databases whose keys are looked at. */
const MOST_DATABASES = 16;

type Strays = NonNullable<NodeStats['stray']>;
type OpenPool = (database: number) => NodePool;

export interface BehindCodisReading {
  infos: Map<NodeAddress, Info | null>;
  /** By primary; one that does not answer is left out. */
  strays: Map<NodeAddress, Strays>;
}

export class BehindCodis {
  private readonly infos: InfoWatch;
  private readonly openPool: OpenPool;
  private readonly pools = new Map<number, NodePool>();
  private stopped = false;

  /** `openPool` opens connections to the proxy with the login of now, in a database. */
  constructor(infos: InfoWatch, openPool: OpenPool) {
    this.infos = infos;
    this.openPool = openPool;
  }

  /** Closes the connections; the next reading opens others, with the login of then. */
  close(): void {
    for (const pool of this.pools.values()) pool.close();
    this.pools.clear();
  }

  stop(): void {
    this.stopped = true;
    this.close();
  }

  /** Asks one server after another. Never rejects. */
  async read(proxy: NodeAddress, map: CodisMap): Promise<BehindCodisReading> {
    const reading: BehindCodisReading = { infos: new Map(), strays: new Map() };
    for (const pool of this.pools.values()) pool.retain([proxy]);
    for (const { address } of map.groups.flatMap(nodesOf)) {
      if (this.stopped) return reading;
      const connection = this.connection(proxy, 0);
      reading.infos.set(address, await this.infos.ask(address, ['INFO', address], connection));
    }
    for (const { primary } of map.groups) {
      const info = primary && reading.infos.get(primary.address);
      if (!info) continue;
      const strays = await this.straysOf(proxy, map, primary.address, info);
      if (strays) reading.strays.set(primary.address, strays);
    }
    return reading;
  }

  private connection(proxy: NodeAddress, database: number): NodeConnection {
    let pool = this.pools.get(database);
    if (!pool) this.pools.set(database, (pool = this.openPool(database)));
    return pool.get(proxy);
  }

  /** In all databases in which it has keys; null if it does not say. */
  private async straysOf(
    proxy: NodeAddress,
    map: CodisMap,
    node: NodeAddress,
    info: Info,
  ): Promise<Strays | null> {
    const used = [...keysByDatabase(info.fields)].flatMap(([database, keys]) => (keys > 0 ? [database] : []));
    const databases = [...new Set([0, ...used])];
    let keys = 0;
    const slots: number[] = [];
    let isWhole = databases.length <= MOST_DATABASES;
    for (const database of databases.slice(0, MOST_DATABASES)) {
      if (this.stopped) return null;
      try {
        const connection = this.connection(proxy, database);
        const reply = await connection.send(argsOf('SLOTSINFO', node), { timeout: TIMEOUT_MS });
        for (const [slot, count] of countsOf(readReply(reply)))
          if (isStray(map, node, slot)) {
            keys += count;
            slots.push(slot);
          }
      } catch {
        if (database === 0) return null;
        isWhole = false;
      }
    }
    return { keys, slots: toRanges(new Set(slots)), isWhole };
  }
}

/** The pairs of SLOTSINFO: a slot that has keys, and their number. */
export const countsOf = (reply: Reply): [slot: number, keys: number][] =>
  itemsOf(reply)
    .slice(0, CODIS_SLOTS)
    .flatMap((pair) => {
      const [slot, keys] = itemsOf(pair).map(numberOf);
      const isSlot = Number.isInteger(slot) && slot! >= 0 && slot! < CODIS_SLOTS;
      return isSlot && Number.isSafeInteger(keys) && keys! > 0 ? [[slot!, keys!]] : [];
    });

/** Keys of a slot that is moving away are not strays. */
const isStray = (map: CodisMap, node: NodeAddress, slot: number): boolean =>
  groupOfSlot(map, slot)?.primary?.address !== node &&
  !map.migrations.some(
    ({ from, slots }) => from === node && slots.some(({ first, last }) => first <= slot && slot <= last),
  );
