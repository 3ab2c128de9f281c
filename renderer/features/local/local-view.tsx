/** Every local cluster with its nodes; below, the log or the facts of the node that has the keyboard. */
import type { LocalCluster } from '../../../shared/local/local.ts';
import { escapeForLine } from '../../../shared/format/escape.ts';
import { menuTarget } from '../../kit/menu-target.ts';
import { FailureText, ShardBadge } from '../../kit/parts.tsx';
import { useRowFocus } from '../../kit/row-focus.ts';
import { allNodes, shardOfNode } from '../../kit/topology-lookup.ts';
import type { PanelProps } from '../../window/state.ts';
import type { ClusterAct } from './deed.ts';
import { messagesFor } from './keys.ts';
import { NodePane } from './node-pane.tsx';
import { currentRow, rowOf, rowsOf } from './state.ts';
import { words } from './words.ts';

const w = words.view;

export function LocalView({ state, send }: PanelProps) {
  const { local } = state;
  const { clusters } = local;
  const rows = rowsOf(local);
  const current = currentRow(local);
  const focus = useRowFocus(
    rows.map(({ row }) => row),
    current?.row ?? null,
    (row) => send({ type: 'local-at', row }),
  );
  const onKeyDown = (event: KeyboardEvent) => {
    focus.onKeyDown(event);
    const { target } = event;
    const isTyped = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
    if (event.defaultPrevented || isTyped || event.ctrlKey || event.metaKey || event.altKey) return;
    const messages = messagesFor(event.key, local, state.topology);
    if (messages.length === 0) return;
    event.preventDefault();
    for (const message of messages) send(message);
  };
  if (!clusters)
    return (
      <div class="blank" role="status">
        <p tabIndex={-1} data-entry>
          {w.loading}
        </p>
      </div>
    );
  const running = rows.filter(({ node }) => node.pid !== null).length;
  return (
    <section
      class="local"
      aria-label={w.name}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      onFocusIn={focus.onFocusIn}
    >
      <div class="localhead row wrap">
        <h2>{w.name}</h2>
        <span class="sm f3">{w.count(clusters.length, rows.length, running)}</span>
        <span class="grow" />
        <button
          type="button"
          class="btn primary"
          data-entry={current ? undefined : true}
          onClick={() => send({ type: 'local-new' })}
        >
          {w.new} <kbd>N</kbd>
        </button>
      </div>
      <div class="clusters">
        {clusters.map((cluster) => (
          <Cluster key={cluster.id} cluster={cluster} state={state} send={send} />
        ))}
      </div>
      <NodePane state={state} send={send} />
      <Foot state={state} send={send} />
    </section>
  );
}

function Cluster({ cluster, state, send }: PanelProps & { cluster: LocalCluster }) {
  const { id, phase, log, failure, nodes } = cluster;
  const name = escapeForLine(cluster.name);
  const isDemo = id === 'demo';
  const isUp = phase === 'running';
  const offered: [ClusterAct, string][] = isUp
    ? [
        ['connect', 'C'],
        ['add', 'A'],
        ['copy', ''],
        ['stop', ''],
      ]
    : phase === 'starting'
      ? [['stop', '']]
      : phase === 'stopping'
        ? []
        : [['start', '']];
  if (!isDemo && phase !== 'stopping' && phase !== 'starting') offered.push(['remove', '']);
  const current = currentRow(state.local);
  return (
    <section class="cluster" aria-label={name}>
      <header>
        <h3>{name}</h3>
        <span class={`k ${phase === 'failed' ? 'fail' : ''}`}>{w.phases[phase]}</span>
        <span class="about sm f2">{isDemo && nodes.length === 0 ? w.demoAtRest : w.about(cluster)}</span>
        <span class="clusteracts" role="group" aria-label={w.actsOn(name)}>
          {offered.map(([act, key]) => (
            <button
              key={act}
              type="button"
              class="btn sm"
              onClick={() => send({ type: 'local-do', deed: { id, port: null, act } })}
            >
              {isDemo && act === 'stop' ? words.acts.stopDemo : words.acts.cluster[act]}
              {key !== '' && current?.cluster.id === id && <kbd>{key}</kbd>}
            </button>
          ))}
        </span>
      </header>
      {failure && <FailureText failure={failure} />}
      {phase === 'starting' && (
        <pre class="joining mono" aria-label={w.joining} tabIndex={0}>
          {log.map(escapeForLine).join('\n')}
        </pre>
      )}
      {nodes.length > 0 && (
        <>
          <div class="localrow names" aria-hidden="true">
            <span>{w.columns.state}</span>
            <span>{w.columns.address}</span>
            <span>{w.columns.pid}</span>
            <span class="bus">{w.columns.bus}</span>
            <span>{w.columns.role}</span>
            <span class="dir">{w.columns.directory}</span>
          </div>
          <ul aria-label={w.nodesOf(name)}>
            {nodes.map((node) => {
              const row = rowOf(id, node.port);
              const isCurrent = row === current?.row;
              return (
                <li key={row} {...menuTarget({ kind: 'local-node', id, port: node.port })}>
                  <button
                    type="button"
                    class="localrow"
                    data-row={row}
                    data-entry={isCurrent ? true : undefined}
                    tabIndex={isCurrent ? 0 : -1}
                    aria-current={isCurrent ? 'true' : undefined}
                    onClick={() => send({ type: 'local-at', row })}
                  >
                    <span class={`nodestate ${node.state}`}>
                      <i aria-hidden="true" />
                      {w.states[node.state]}
                    </span>
                    <span class="mono">127.0.0.1:{node.port}</span>
                    <span class="num">{node.pid ?? w.none}</span>
                    <span class="num bus">{node.busPort}</span>
                    <Role port={node.port} isExtra={node.isExtra} state={state} />
                    <span class="mono cut dir f2">
                      <bdi>{escapeForLine(node.directory)}</bdi>
                    </span>
                  </button>
                </li>
              );
            })}
          </ul>
        </>
      )}
    </section>
  );
}

/** As the open cluster's map has it; nothing if another cluster is open. */
function Role({ port, isExtra, state }: { port: number; isExtra: boolean; state: PanelProps['state'] }) {
  const address = `127.0.0.1:${port}`;
  const { topology } = state;
  const node = allNodes(topology).find((one) => one.address === address);
  if (!node || topology?.kind !== 'cluster') return <span class="f2">{isExtra ? w.extra : w.none}</span>;
  const shard = shardOfNode(topology, address);
  return (
    <span class="row">
      {shard && <ShardBadge shard={shard.number} />} {node.role === 'primary' ? w.primary : w.replica}
    </span>
  );
}

function Foot({ state: { local } }: PanelProps) {
  const f = words.foot;
  return (
    <div class="foot xs f3">
      {currentRow(local) && (
        <>
          <span>
            <kbd>↑ ↓</kbd> {f.rows}
          </span>
          <span>
            <kbd>S R X K Z</kbd> {f.state}
          </span>
          <span>
            <kbd>L E I</kbd> {f.panes}
          </span>
          <span>
            <kbd>C</kbd> {f.connect}
          </span>
          <span>
            <kbd>A</kbd> {f.add}
          </span>
          <span>
            <kbd>J</kbd> {f.join}
          </span>
        </>
      )}
      <span>
        <kbd>N</kbd> {f.new}
      </span>
      <span class="grow" />
      <span role="status" class="f2">
        {escapeForLine(local.busy || local.note)}
      </span>
      {local.failure && <FailureText failure={local.failure} />}
    </div>
  );
}
