/** Settings as rows, nodes as columns; the setting that is open is changed at the side. */
import type { ClusterSettings } from '../../../shared/operations/cluster-settings.ts';
import type { PanelProps } from '../../window/state.ts';
import { menuTarget } from '../../kit/menu-target.ts';
import { NoCluster } from '../../kit/no-cluster.tsx';
import { Address, FailureText, ShardBadge } from '../../kit/parts.tsx';
import { shardNumberOf } from '../../kit/topology-lookup.ts';
import { isOwn, mostCommon } from './compare.ts';
import { useSettingKeys } from './keys.ts';
import { SettingSide } from './setting-side.tsx';
import { currentRow, rowsIn } from './state.ts';
import { words } from './words.ts';

export function ClusterSettingsView({ state, send }: PanelProps) {
  const own = state['cluster-settings'];
  const onKeyDown = useSettingKeys({ state, send });
  if (!state.topology)
    return (
      <NoCluster
        phase={state.session.phase}
        purpose={words.purpose}
        onConnect={() => send({ type: 'action', name: 'connect' })}
      />
    );
  if (state.topology.kind !== 'cluster')
    return (
      <div class="blank">
        <p tabIndex={-1} data-entry>
          {words.notCluster}
        </p>
      </div>
    );
  return (
    <section class="csettings" aria-label={words.name} tabIndex={-1} onKeyDown={onKeyDown}>
      <Head state={state} send={send} />
      {own.failure && (
        <div class="cshead">
          <FailureText failure={own.failure} />
        </div>
      )}
      {own.settings ? (
        <>
          <Silent settings={own.settings} />
          <div class="csbody">
            <div class="csscroll" tabIndex={0} role="region" aria-label={words.table}>
              <Table settings={own.settings} state={state} send={send} />
            </div>
            <SettingSide settings={own.settings} state={state} send={send} />
          </div>
        </>
      ) : (
        <p class="blank" role="status" tabIndex={-1} data-entry>
          {own.asking === 'read' && words.reading}
        </p>
      )}
      <Foot />
    </section>
  );
}

const FILTERS = ['all', 'changed', 'differ'] as const;

function Head({ state, send }: PanelProps) {
  const { settings, query, filter, asking } = state['cluster-settings'];
  return (
    <header class="cshead">
      <h2>{words.title}</h2>
      <span class="f2 sm" role="status">
        {asking === 'read'
          ? words.reading
          : settings && words.sum(settings.rows.length, settings.nodes.length)}
      </span>
      <span class="grow" />
      <input
        class="input"
        type="search"
        aria-label={words.search}
        placeholder={words.search}
        value={query}
        onInput={({ currentTarget }) => send({ type: 'settings-query', query: currentTarget.value })}
      />
      <span class="seg" role="group" aria-label={words.filters}>
        {FILTERS.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={filter === one}
            onClick={() => send({ type: 'settings-filter', filter: one })}
          >
            {words.filter[one]}
          </button>
        ))}
      </span>
      <button
        type="button"
        class="btn"
        disabled={asking !== null}
        onClick={() => send({ type: 'settings-read' })}
      >
        {words.readAgain}
      </button>
    </header>
  );
}

function Silent({ settings: { nodes, left } }: { settings: ClusterSettings }) {
  const silent = nodes.filter(({ trouble }) => trouble !== null);
  if (silent.length === 0 && left === 0) return null;
  return (
    <ul class="cshead sm warn">
      {silent.map(({ id, address, trouble }) => (
        <li key={id}>{words.silent(address, trouble!)}</li>
      ))}
      {left > 0 && <li>{words.left(left)}</li>}
    </ul>
  );
}

function Table({ settings: { nodes }, state, send }: PanelProps & { settings: ClusterSettings }) {
  const own = state['cluster-settings'];
  const rows = rowsIn(own);
  const current = currentRow(own);
  if (rows.length === 0)
    return (
      <p class="blank" role="status">
        {own.query !== '' || own.filter === 'all'
          ? words.none
          : own.filter === 'changed'
            ? words.noneChanged
            : words.noneDiffer}
      </p>
    );
  return (
    <table class="cstable">
      <thead>
        <tr>
          <th scope="col">{words.setting}</th>
          {nodes.map(({ id, address }) => (
            <th key={id} scope="col">
              <span class="row">
                <ShardBadge shard={shardNumberOf(state.topology, address)} />
                <Address address={address} />
              </span>
            </th>
          ))}
          <th scope="col">{words.default}</th>
          <th scope="col">{words.takesEffect}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const most = mostCommon(row.running);
          const isCurrent = row === current;
          return (
            <tr
              key={row.name}
              class={isCurrent ? 'at' : ''}
              {...menuTarget({ kind: 'setting', name: row.name })}
              onClick={() => send({ type: 'settings-at', name: row.name })}
            >
              <th scope="row" class="mono">
                <button
                  type="button"
                  data-setting={row.name}
                  data-entry={isCurrent ? true : undefined}
                  aria-current={isCurrent ? 'true' : undefined}
                  tabIndex={isCurrent ? 0 : -1}
                  onFocus={() => send({ type: 'settings-at', name: row.name })}
                >
                  {row.name}
                </button>
              </th>
              {row.running.map((value, i) => (
                <td key={nodes[i]!.id} class="mono">
                  <span class={`value ${classOf(value, !isOwn(row) && value !== most, row.default)}`}>
                    {value === null ? words.missing : value || words.empty}
                  </span>
                </td>
              ))}
              <td class="mono default">
                <span class="value default">
                  {row.default === null ? words.missing : row.default || words.empty}
                </span>
              </td>
              <td class="f2">{words.effects[row.takesEffect]}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function classOf(value: string | null, isMarked: boolean, standard: string | null): string {
  if (value === null) return 'default';
  if (isMarked) return 'csdiffers';
  return value === standard ? 'default' : '';
}

const Foot = () => (
  <footer class="csfoot xs f3">
    <span>
      <kbd>↑ ↓</kbd> {words.keys.setting}
    </span>
    <span>
      <kbd>Enter</kbd> {words.keys.edit}
    </span>
    <span>
      <kbd>/</kbd> {words.keys.search}
    </span>
    <span>
      <kbd>Esc</kbd> {words.keys.back}
    </span>
    <span class="grow" />
    <span>{words.legend}</span>
  </footer>
);
