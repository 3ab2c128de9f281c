/** The node that has the keyboard: what can be done with it, its log, its facts. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import { escapeForLine } from '../../../shared/format/escape.ts';
import { useLogEnd } from '../../kit/log-end.ts';
import type { PanelProps } from '../../window/state.ts';
import { ConfPane } from './conf-pane.tsx';
import { joining, keyedActs } from './keys.ts';
import { currentRow, type Pane, type Row } from './state.ts';
import { words } from './words.ts';

const w = words.pane;
const PANES: readonly (readonly [Pane, string, string])[] = [
  ['log', w.log, 'L'],
  ['conf', words.conf.title, 'E'],
  ['facts', w.facts, 'I'],
];

export function NodePane({ state, send }: PanelProps) {
  const { local } = state;
  const current = currentRow(local);
  const element = useChosenInSight(local.pane);
  if (!current)
    return (
      <section class="nodepane" aria-label={w.name}>
        <div class="blank">
          <p>{w.noNode}</p>
        </div>
      </section>
    );
  const { node, cluster } = current;
  const join = joining(current, state.topology);
  return (
    <section class="nodepane" aria-label={w.name} ref={element}>
      <div class="panehead">
        <b class="mono">127.0.0.1:{node.port}</b>
        <span class={`nodestate ${node.state}`}>
          <i aria-hidden="true" />
          {words.view.states[node.state]}
        </span>
        <div class="seg" role="group" aria-label={w.panes}>
          {PANES.map(([pane, label, key]) => (
            <button
              key={pane}
              type="button"
              title={`${label} · ${key}`}
              aria-pressed={local.pane === pane}
              onClick={() => send({ type: 'local-pane', pane })}
            >
              {label}
            </button>
          ))}
        </div>
        <span class="grow" />
        <span class="nodeacts">
          {join && (
            <button type="button" class="btn sm" title={words.acts.joinHint} onClick={() => send(join)}>
              {words.acts.join} <kbd>J</kbd>
            </button>
          )}
          {keyedActs(current).map(([act, key]) => (
            <button
              key={act}
              type="button"
              class="btn sm"
              title={words.acts.hints[act]}
              onClick={() => send({ type: 'local-do', deed: { id: cluster.id, port: node.port, act } })}
            >
              {words.acts.node[act]} <kbd>{key}</kbd>
            </button>
          ))}
        </span>
      </div>
      {local.pane === 'conf' && <ConfPane current={current} state={state} send={send} />}
      {local.pane === 'log' && <Log current={current} state={state} send={send} />}
      {local.pane === 'facts' && <Facts current={current} />}
    </section>
  );
}

/** In a low window what was chosen would stay below the rows. */
function useChosenInSight(pane: Pane) {
  const element = useRef<HTMLElement>(null);
  const shown = useRef(pane);
  useLayoutEffect(() => {
    if (shown.current !== pane) element.current?.scrollIntoView({ block: 'nearest' });
    shown.current = pane;
  }, [pane]);
  return element;
}

function Log({ current: { cluster, node }, state: { local } }: PanelProps & { current: Row }) {
  const { log } = local;
  const isOurs = log?.cluster === cluster.id && log.port === node.port;
  const lines = isOurs ? log.lines : [];
  const end = useLogEnd(log);
  return (
    <pre {...end} class="log mono" role="log" aria-live="off" aria-label={w.logOf(node.port)} tabIndex={0}>
      {isOurs && lines.length === 0 ? w.noLog : lines.join('\n')}
    </pre>
  );
}

const Facts = ({ current: { node } }: { current: Row }) => (
  <dl class="facts" tabIndex={0} aria-label={w.facts}>
    {(
      [
        [w.pid, node.pid === null ? w.notRunning : String(node.pid)],
        [w.port, String(node.port)],
        [w.bus, String(node.busPort)],
        [w.directory, node.directory],
        [w.conf, node.confFile],
        [w.logFile, node.logFile],
      ] as const
    ).map(([name, value]) => (
      <div key={name} style={{ display: 'contents' }}>
        <dt>{name}</dt>
        <dd class="mono wrapany">
          <bdi>{escapeForLine(value)}</bdi>
        </dd>
      </div>
    ))}
  </dl>
);
