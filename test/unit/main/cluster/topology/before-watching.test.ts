import { expect, test } from 'vitest';
import { beforeWatching, type NodePast } from '../../../../../main/cluster/topology/before-watching.ts';
import { changeText } from '../../../../../renderer/features/timeline/describe-change.ts';
import type { Topology } from '../../../../../shared/cluster/topology.ts';
import { nodeAt, threeShards } from '../../../../support/cluster-fixtures.ts';

const NOW = new Date(2026, 10, 28, 12, 0, 0).getTime();
const HOUR = 3600;
const ports = [7000, 7001, 7002, 7003, 7004, 7005];

/** The entries for nodes that all report the same, but for the given differences. */
function entriesFor(
  more: { [port: number]: { info?: object; cluster?: object } } = {},
  map: Topology = threeShards,
) {
  const fields = (values: object) =>
    new Map(Object.entries(values).map(([name, value]) => [name, String(value)]));
  const past = new Map(
    ports.map((port): [string, NodePast] => [
      nodeAt(port),
      {
        info: fields({ uptime_in_seconds: HOUR, ...more[port]?.info }),
        cluster: fields({ ...more[port]?.cluster }),
      },
    ]),
  );
  const changes = beforeWatching(map, past, NOW).map((found) => ({ ...found, id: 1, at: NOW }));
  return changes.map((change) => changeText(change, 'en'));
}

test('nodes that started together share one entry; one that started much later has its own', () => {
  expect(entriesFor()).toEqual(['before watching: all nodes’ processes started about 11:00:00']);
  expect(entriesFor({ 7004: { info: { uptime_in_seconds: HOUR + 9 } } })).toEqual([
    'before watching: all nodes’ processes started between 10:59:51 and 11:00:00',
  ]);
  expect(entriesFor({ 7004: { info: { uptime_in_seconds: 120 } } })).toEqual([
    'before watching: 5 of 6 nodes’ processes started about 11:00:00',
    `before watching: shard 2 ${nodeAt(7004)} started about 11:58:00, long after the others`,
  ]);
});

test('a broken replication link is reported with its start, or as never up', () => {
  const link = (since: number) =>
    entriesFor({
      7003: { info: { master_link_status: 'down', master_link_down_since_seconds: since } },
    }).slice(1);
  expect(link(90)).toEqual([
    `before watching: shard 1 ${nodeAt(7003)} replication link down since about 11:58:30 (1 min 30 s)`,
  ]);
  expect(link(-1)).toEqual([
    `before watching: shard 1 ${nodeAt(7003)} replication link down; never up since the process started`,
  ]);
});

test('a last save is reported, with its date if it is not today; a server that never saved reports its start', () => {
  const save = (secondsAgo: number, uptime = HOUR) =>
    entriesFor({
      7000: { info: { uptime_in_seconds: uptime, rdb_last_save_time: NOW / 1000 - secondsAgo } },
    }).filter((text) => text.includes('RDB'));
  expect(save(60)).toEqual([
    `before watching: shard 1 ${nodeAt(7000)} last RDB save at 11:59:00 by its own clock`,
  ]);
  expect(save(26 * HOUR, 40 * HOUR)).toEqual([
    `before watching: shard 1 ${nodeAt(7000)} last RDB save at 2026-11-27 10:00:00 by its own clock`,
  ]);
  expect(save(HOUR)).toEqual([]);
});

test('failure reports and vote requests are counted; no time is given because none is recorded', () => {
  const messages = {
    cluster_stats_messages_fail_received: 2,
    'cluster_stats_messages_auth-req_received': 1,
  };
  expect(entriesFor({ 7002: { cluster: messages } }).slice(1)).toEqual([
    'before watching: nodes received up to 2 failure reports and up to 1 vote request since they started; when is not recorded',
  ]);
});

test('an epoch above that of a new cluster names the shard of the latest failover or moved slot', () => {
  const shards = structuredClone(threeShards.shards);
  shards[1]!.primary!.configEpoch = 13;
  expect(entriesFor({}, { ...threeShards, shards }).slice(1)).toEqual([
    `before watching: shard 2 ${nodeAt(7001)} has the greatest config epoch, 13: the latest failover or moved slot was here; when is not recorded`,
  ]);
});

test('fields that are not numbers and nodes that did not answer are left out', () => {
  expect(beforeWatching(threeShards, new Map(), NOW)).toEqual([]);
  const odd = { uptime_in_seconds: '1e99', rdb_last_save_time: '-', master_link_status: 'up' };
  expect(entriesFor(Object.fromEntries(ports.map((port) => [port, { info: odd }])))).toEqual([]);
});
