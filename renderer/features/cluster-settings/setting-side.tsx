/** The setting that is open: when it takes effect, its value at each node and in each conf file, and the form that changes it. */
import type {
  ClusterSettings,
  SettingRow,
  SettingsNode,
} from '../../../shared/operations/cluster-settings.ts';
import type { PanelProps } from '../../window/state.ts';
import { menuTarget } from '../../kit/menu-target.ts';
import { Address, ShardBadge } from '../../kit/parts.tsx';
import { shardNumberOf } from '../../kit/topology-lookup.ts';
import { differentValues, isOwn, isSameValue, mostCommon } from './compare.ts';
import { chosenNodes, currentRow } from './state.ts';
import { words } from './words.ts';

const shown = (value: string | null) => (value === null ? words.missing : value || words.empty);

export function SettingSide({ settings, state, send }: PanelProps & { settings: ClusterSettings }) {
  const row = currentRow(state['cluster-settings']);
  if (!row)
    return (
      <aside class="csside" aria-label={words.nodes}>
        <p class="f2">{words.choose}</p>
      </aside>
    );
  const values = differentValues(row);
  return (
    <aside class="csside" aria-label={row.name} tabIndex={0}>
      <h3 class="mono">{row.name}</h3>
      <p class="sm f2">
        {words.effectTexts[row.takesEffect]}{' '}
        {row.default === null || settings.defaultsOf === null
          ? words.noDefault(settings.defaultsOf)
          : words.defaultIs(shown(row.default), settings.defaultsOf)}{' '}
        {!isOwn(row) && (values > 1 ? words.differs(values) : words.same)}
      </p>
      <Change row={row} state={state} send={send} />
      <ul class="csnodes" aria-label={words.nodes}>
        {settings.nodes.map((node, i) => (
          <Node key={node.id} node={node} row={row} at={i} state={state} send={send} />
        ))}
      </ul>
    </aside>
  );
}

function Change({ row, state, send }: PanelProps & { row: SettingRow }) {
  const own = state['cluster-settings'];
  const w = words.form;
  if (row.isSecret) return <p class="sm f2">{w.secret}</p>;
  if (row.takesEffect === 'restart') return null;
  const nodes = chosenNodes(own).length;
  const most = mostCommon(row.running);
  const isBusy = own.asking !== null || nodes === 0;
  return (
    <form
      class="csform"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) send({ type: 'settings-plan' });
      }}
    >
      <label>
        {w.value}
        <input
          class="input mono"
          data-value
          value={own.value ?? most ?? ''}
          autocomplete="off"
          spellcheck={false}
          maxLength={4096}
          onInput={({ currentTarget }) => send({ type: 'settings-value', value: currentTarget.value })}
        />
      </label>
      <label class="mark">
        <input
          type="checkbox"
          checked={own.rewrite}
          onChange={({ currentTarget }) => send({ type: 'settings-rewrite', isOn: currentTarget.checked })}
        />
        {w.rewrite}
      </label>
      <button type="submit" class="btn primary" disabled={isBusy}>
        {own.asking === 'plan' ? w.planning : nodes === 0 ? w.noNodes : w.plan(nodes)}
      </button>
      {own.refused && (
        <p class="bad wrapany" role="alert">
          {w.refused}: {own.refused.text}
        </p>
      )}
    </form>
  );
}

function Node(props: PanelProps & { node: SettingsNode; row: SettingRow; at: number }) {
  const { node, row, at, state, send } = props;
  const own = state['cluster-settings'];
  const running = row.running[at]!;
  const most = mostCommon(row.running);
  const isMarked = running !== null && running !== most && !isOwn(row);
  return (
    <li>
      <label class="row" {...menuTarget({ kind: 'node', address: node.address })}>
        <input
          type="checkbox"
          checked={node.trouble === null && !own.left.has(node.id)}
          disabled={node.trouble !== null || row.isSecret || row.takesEffect === 'restart'}
          onChange={({ currentTarget }) =>
            send({ type: 'settings-node', id: node.id, isOn: currentTarget.checked })
          }
        />
        <ShardBadge shard={shardNumberOf(state.topology, node.address)} />
        <Address address={node.address} />
        <span class="f3 xs">{node.role}</span>
      </label>
      {node.trouble !== null ? (
        <span class="warn">{node.trouble}</span>
      ) : (
        <dl>
          <dt>{words.runs}</dt>
          <dd class="mono wrapany">
            <span class={isMarked ? 'csdiffers' : ''}>{shown(running)}</span>
          </dd>
          <dt>{words.file}</dt>
          <dd class="wrapany">
            <InFile node={node} running={running} file={row.file[at]!} />
          </dd>
        </dl>
      )}
    </li>
  );
}

function InFile({
  node,
  running,
  file,
}: {
  node: SettingsNode;
  running: string | null;
  file: string | null;
}) {
  if (node.file.kind === 'none') return <span class="f3">{words.noFile}</span>;
  if (node.file.kind === 'unknown') return <span class="f3">{words.unknownFile(node.file.why)}</span>;
  if (file === null) return <span class="f3">{words.notInFile}</span>;
  const isOther = running !== null && !isSameValue(running, file);
  return (
    <>
      <span class="mono">{shown(file)}</span>
      {isOther && <span class="warn xs"> {words.fileDiffers}</span>}
    </>
  );
}
