/** The nodes of a cluster of 3 to 1,000, played by one scripted node: read, put into the state, drawn, refreshed, scrolled. */
import { test } from 'vitest';
import { buildTopology } from '../../main/cluster/topology/building.ts';
import { parseClusterNodes, parseClusterShards } from '../../main/cluster/topology/reading.ts';
import type { Topology } from '../../shared/cluster/topology.ts';
import { decode } from '../../shared/resp/resp.ts';
import { addSamples, busiest, type Metrics } from '../../renderer/kit/node-metrics.ts';
import { findNodes } from '../../renderer/features/nodes/node-words.ts';
import { BenchApp } from '../support/bench-app.ts';
import { nodeStats } from '../support/cluster-fixtures.ts';
import { LargeCluster } from '../support/large-cluster.ts';
import { median } from '../support/median.ts';
import { waitUntil } from '../support/redis-cluster.ts';

const SIZES = [3, 10, 100, 1000];
const ROUNDS = 15;

const timed = (act: () => void): number =>
  median(
    Array.from({ length: ROUNDS }, () => {
      const start = performance.now();
      act();
      return performance.now() - start;
    }),
  );

/** Milliseconds to make a map of what the node says, and to put a round of figures into the window's state. */
function readAndReduce(cluster: LargeCluster) {
  const shards = Buffer.from(cluster.shardsReply());
  const text = cluster.nodesText('127.1.0.1');
  const source = cluster.address(0);
  const info = 'cluster_state:ok\r\ncluster_current_epoch:1\r\n';
  const read = (): Topology => {
    const nodes = parseClusterNodes(text, source);
    return buildTopology(
      {
        shards: parseClusterShards(decode(shards), source, false),
        nodes,
        views: [],
        silent: new Set(),
        reports: new Map(),
        info,
        source,
        readAt: 0,
        cause: 'timer',
      },
      null,
    );
  };
  const topology = read();
  const stats = cluster.members.map((_, i) => ({
    ...nodeStats(7000, { ops: i }),
    address: cluster.address(i),
  }));
  let metrics: Metrics = {};
  for (let i = 0; i < 60; i++) metrics = addSamples(metrics, stats);
  return {
    read: timed(read),
    samples: timed(() => busiest(addSamples(metrics, stats))),
    find: timed(() => findNodes(topology, { text: 'replica online', troubleOnly: false }, metrics)),
  };
}

/** Asked of the page: how long frames take, from their beginning to the end of their painting. */
const PAGE = `(() => {
  const after = (act) => { const { port1, port2 } = new MessageChannel(); port1.onmessage = act; port2.postMessage(null); };
  const native = window.requestAnimationFrame.bind(window);
  window.bench = {
    /** Work of the act and of the frame that shows it, without the wait for the frame. */
    async frame(act) {
      const before = performance.now();
      act();
      const acted = performance.now();
      // The window may have asked for its frame before we did: from the frame's beginning, which all its callbacks share.
      return acted - before + await new Promise((resolve) => native((begun) => {
        after(() => resolve(performance.now() - Math.max(begun, acted)));
      }));
    },
    /** The frame after the next map: what drawing it costs. */
    refresh() {
      return new Promise((resolve) => {
        let waiting = true;
        window.bench.heard = () => {
          if (!waiting) return;
          waiting = false;
          resolve(window.bench.frame(() => {}));
        };
        void window.slotshell.call('refreshTopology', undefined);
      });
    },
    heard: () => {},
    press: (key) => window.dispatchEvent(new KeyboardEvent('keydown', { key, ctrlKey: true, shiftKey: true, bubbles: true })),
  };
  window.slotshell.onEvent((name) => name === 'topology' && window.bench.heard());
})()`;

async function drawAll(cluster: LargeCluster, nodes: number) {
  const app = await BenchApp.launch(['-h', cluster.members[0]!.host, '-p', String(cluster.port)]);
  try {
    await app.promptAfter();
    await waitUntil('all nodes', () =>
      app.evaluate<boolean>(
        `document.querySelector('#nodes .phead .num')?.textContent === ${JSON.stringify(String(nodes))}`,
      ),
    );
    await app.evaluate(PAGE);
    const repeat = async (expression: () => string) => {
      const times: number[] = [];
      for (let i = 0; i < ROUNDS; i++) times.push(await app.evaluate<number>(expression()));
      return median(times);
    };
    const refresh = () => (cluster.change(), 'window.bench.refresh()');
    const panel = await repeat(refresh);
    const open: number[] = [];
    for (let i = 0; i < ROUNDS; i++) {
      open.push(await app.evaluate<number>(`window.bench.frame(() => window.bench.press('D'))`));
      await app.evaluate(
        `(document.querySelector('#tab-shell') ?? document.querySelector('[role=tab]')).click()`,
      );
    }
    await app.evaluate(`window.bench.press('D')`);
    await waitUntil('the rows', () => app.evaluate<boolean>(`!!document.querySelector('#view [data-row]')`));
    const view = await repeat(refresh);
    let at = 0;
    const scroll = await repeat(
      () => `window.bench.frame(() => {
        const list = document.querySelector('#view .scroller');
        list.scrollTop = ${(at += 700)} % Math.max(1, list.scrollHeight - list.clientHeight);
      })`,
    );
    const rows = await app.evaluate<number>(`document.querySelectorAll('#view [data-row]').length`);
    return { panel, open: median(open), view, scroll, rows };
  } finally {
    await app.close();
  }
}

test('nodes of clusters of 3 to 1,000', async () => {
  const found: Record<string, number>[] = [];
  for (const nodes of SIZES) {
    const cluster = await LargeCluster.start(nodes);
    try {
      const metrics = { ...readAndReduce(cluster), ...(await drawAll(cluster, nodes)) };
      found.push(metrics);
      const ms = (n: number) => n.toFixed(1);
      console.log(
        `${nodes} nodes: map read ${ms(metrics.read)} ms, figures put in ${ms(metrics.samples)} ms, ` +
          `filter ${ms(metrics.find)} ms; frame with the Nodes panel ${ms(metrics.panel)} ms; Nodes view opened ` +
          `${ms(metrics.open)} ms, frame with one change ${ms(metrics.view)} ms, frame of scrolling ${ms(metrics.scroll)} ms, ` +
          `${metrics.rows} rows in the document; read and drawn ${ms(metrics.read + metrics.samples + metrics.view)} ms`,
      );
    } finally {
      await cluster.stop();
    }
  }
  const [ten, thousand] = [found[1]!, found[3]!];
  console.log(
    `1,000 nodes by 10: ${['read', 'samples', 'find', 'panel', 'open', 'view', 'scroll']
      .map((what) => `${what} ${(thousand[what]! / Math.max(0.01, ten[what]!)).toFixed(1)} times`)
      .join(', ')}`,
  );
});
