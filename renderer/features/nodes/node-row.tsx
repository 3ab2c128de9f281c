import { LESSON_LABEL } from '../../../shared/lessons/lesson.ts';
import { troubleWords } from '../../../shared/cluster/info-trouble.ts';
import type { ClusterNode, NodeAddress } from '../../../shared/cluster/topology.ts';
import type { LanguageName } from '../../../shared/language/language.ts';
import type { PanelProps } from '../../window/state.ts';
import { menuTarget } from '../../kit/menu-target.ts';
import { byteSize, milliseconds } from '../../kit/numbers.ts';
import { StartIcon, StopIcon } from '../../kit/icons.tsx';
import { roleOf } from './node-words.ts';
import { Address, FailureText } from '../../kit/parts.tsx';
import { Sparkline } from '../../kit/sparkline.tsx';
import { nodesWords } from './words.ts';

/** One node: its role as a shape, its trouble as a colour and a word. A click makes it the current one. */
export function NodeRow({
  state,
  send,
  node,
  top,
  stop,
}: PanelProps & {
  node: ClusterNode;
  /** Operations a second at the top of the sparkline. */
  top: number;
  /** True if Tab stops here. */
  stop: boolean;
}) {
  const { session, metrics, language } = state;
  const { common, panel, row: w } = nodesWords(language);
  const latest = metrics[node.address]?.latest;
  // The demo knows at once what the cluster notices later.
  const stopped = demoNode(state, node.address)?.running === false;
  const silence = latest?.trouble ? troubleWords(latest.trouble, language) : null;
  const trouble =
    (node.health === 'online' ? '' : common.health[node.health]) ||
    (stopped ? panel.stopped : (silence?.short ?? ''));
  const current = session.currentNode === node.address;
  const ops = latest?.ops ?? null;
  const role = roleOf(node, state.topology, language);
  const rate = ops === null ? '' : common.rate({ operations: ops });
  // The visible text comes first: voice control finds a button by it.
  const about = trouble ? [trouble, silence?.long ?? '', role] : [rate, role, w.online];
  if (current) about.push(w.currentNode);
  return (
    <li
      class={`noderow${current ? ' on' : ''}${node.role === 'replica' ? ' replica' : ''}`}
      {...menuTarget({ kind: 'node', address: node.address })}
    >
      <button
        type="button"
        class="pick"
        data-row={node.address}
        tabIndex={stop ? 0 : -1}
        aria-current={current ? 'true' : undefined}
        aria-label={`${node.address}, ${about.filter(Boolean).join(', ')}`}
        title={titleOf(node, role, latest, language)}
        onClick={() => send({ type: 'current-node', node: node.address })}
      >
        <i class={`dot ${node.role} ${silence && node.health === 'online' ? 'suspected' : node.health}`} />
        <Address address={node.address} />{' '}
        {trouble ? (
          <span
            class={
              node.health === 'failed' || node.health === 'unreachable' || stopped
                ? 'trouble bad'
                : 'trouble warn'
            }
          >
            {trouble}
          </span>
        ) : (
          <>
            <Sparkline
              samples={metrics[node.address]?.samples ?? []}
              top={top}
              width={isDemo(state) ? 36 : 56}
            />
            <span class="ops num">{rate || '–'}</span>
          </>
        )}
      </button>
      <DemoSwitch state={state} send={send} address={node.address} />
      <NodeFailure state={state} address={node.address} />
    </li>
  );
}

export const isDemo = ({ demo, session }: PanelProps['state']) =>
  demo.phase === 'running' && session.environment === 'demo' && session.label !== LESSON_LABEL;

function titleOf(
  node: ClusterNode,
  role: string,
  latest: PanelProps['state']['metrics'][string]['latest'] | undefined,
  language: LanguageName,
): string {
  const { common, row: w } = nodesWords(language);
  const lines = [
    w.title({ role, health: common.health[node.health] }),
    w.id({ id: node.id }),
    w.epoch({ epoch: node.configEpoch }),
  ];
  if (latest?.trouble) lines.push(troubleWords(latest.trouble, language).long);
  const { memory = null, lag = null, latency = null } = latest ?? {};
  if (memory !== null) lines.push(w.memory({ size: byteSize(memory) }));
  if (lag !== null) lines.push(w.lag({ size: byteSize(lag) }));
  if (latency !== null) lines.push(w.latency({ time: milliseconds(latency) }));
  return [...lines, w.click].join('\n');
}

export function NodeFailure({ state, address }: { state: PanelProps['state']; address: NodeAddress }) {
  return state.nodes.failure?.node === address ? <FailureText failure={state.nodes.failure.failure} /> : null;
}

function demoNode(state: PanelProps['state'], address: NodeAddress) {
  const port = Number(address.slice(address.lastIndexOf(':') + 1));
  return isDemo(state) ? state.demo.nodes.find((node) => node.port === port) : undefined;
}

/** Stops or starts one node of the demo cluster, so that the user can watch a failover. */
export function DemoSwitch({ state, send, address }: PanelProps & { address: NodeAddress }) {
  const node = demoNode(state, address);
  if (!node) return null;
  const { port } = node;
  const w = nodesWords(state.language).row;
  const label = (node.running ? w.stop : w.start)({ address });
  return (
    <button
      type="button"
      class="icon demoswitch"
      aria-label={label}
      title={label}
      onClick={() => send({ type: 'demo-node', port, run: !node.running })}
    >
      {node.running ? <StopIcon /> : <StartIcon />}
    </button>
  );
}
