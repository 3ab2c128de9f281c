/** The groups behind codis in the Nodes panel: slots, keys, strays, and each server as the proxy reports it. */
import { troubleWords } from '../../../shared/cluster/info-trouble.ts';
import { rangeWords } from '../../../shared/cluster/slot-health.ts';
import type { LanguageName } from '../../../shared/language/language.ts';
import type { ClusterNode, CodisMap, Shard } from '../../../shared/cluster/topology.ts';
import { countSlots } from '../../../shared/slots/slot-ranges.ts';
import { byteSize } from '../../kit/numbers.ts';
import { Address, Arrow, ShardBadge, shardColour } from '../../kit/parts.tsx';
import { nodesOf } from '../../kit/topology-lookup.ts';
import type { State } from '../../window/state.ts';
import { nodesWords } from './words.ts';

/** Not buttons: no server behind the proxy can be the current node. */
export function CodisGroups({ map, state }: { map: CodisMap; state: State }) {
  const w = nodesWords(state.language).codis;
  const offline = countSlots(map.offline);
  return (
    <section class="codisgroups" aria-label={w.groups}>
      {offline > 0 && (
        <p class="unserved bad" role="status">
          {w.offline({ count: offline, ranges: rangeWords(map.offline, state.language) })}
        </p>
      )}
      {map.groups.map((group) => (
        <Group key={group.number} group={group} state={state} />
      ))}
      {map.migrations.map(({ slots, from, to }) => (
        <p class="row xs codismove" key={`${from}>${to}`} aria-label={w.moving}>
          <span>
            {w.movingSlots({ count: countSlots(slots), ranges: rangeWords(slots, state.language) })}
          </span>
          <span class="grow" />
          <ShardBadge shard={numberOf(map, from)} isGroup />
          <Arrow />
          <ShardBadge shard={numberOf(map, to)} isGroup />
        </p>
      ))}
    </section>
  );
}

const numberOf = ({ groups }: CodisMap, address: string | null) =>
  groups.find(({ primary }) => primary?.address === address)?.number ?? null;

function Group({ group, state }: { group: Shard; state: State }) {
  const { common, codis: w } = nodesWords(state.language);
  const latest = group.primary && state.metrics[group.primary.address]?.latest;
  const name = w.group({ number: group.number });
  const keys = latest?.keys ?? null;
  const stray = strayWords(group, state, state.language);
  return (
    <section class="shardgroup" data-shard={shardColour(group.number)} aria-label={name}>
      <header>
        <ShardBadge shard={group.number} isGroup />
        <span>{name}</span>
        <span class="grow" />
        <span class="mono xs f2 cut">{rangeWords(group.slots, state.language)}</span>
      </header>
      <div class="row xs f3 num shardfigures">
        <span>{common.slots({ count: group.slotCount })}</span>
        <span class="grow" />
        {keys !== null && <span>{common.keys({ count: keys })}</span>}
      </div>
      {stray !== null && <p class="unserved bad">{stray}</p>}
      <ul>
        {nodesOf(group).map((node) => (
          <Server key={node.address} node={node} state={state} />
        ))}
      </ul>
    </section>
  );
}

/** Names keys that codis does not reach; null if the group has none. */
export function strayWords(group: Shard, { metrics }: State, language: LanguageName = 'en'): string | null {
  const latest = group.primary && metrics[group.primary.address]?.latest;
  const stray = latest?.stray;
  if (!stray || stray.keys === 0) return null;
  const w = nodesWords(language).codis;
  const text = w.stray({ count: stray.keys, ranges: rangeWords(stray.slots, language) });
  return stray.isWhole ? text : `${text} ${w.strayOthers}`;
}

function Server({ node, state }: { node: ClusterNode; state: State }) {
  const { common, codis: w } = nodesWords(state.language);
  const latest = state.metrics[node.address]?.latest;
  const trouble = latest?.trouble ? troubleWords(latest.trouble, state.language) : null;
  const role = common.roles[node.role];
  const { ops = null, memory = null } = latest ?? {};
  const rate = ops === null ? '' : common.rate({ operations: ops });
  const facts = [role, memory === null ? '' : w.memory({ size: byteSize(memory) }), w.byProxy];
  return (
    <li class={`noderow${node.role === 'replica' ? ' replica' : ''}`}>
      <span class="pick" title={[...facts, trouble?.long].filter(Boolean).join('\n')}>
        <i class={`dot ${node.role} ${trouble ? 'suspected' : latest ? 'online' : 'loading'}`} />
        <Address address={node.address} isDialled={false} />{' '}
        <span class={trouble ? 'trouble warn' : 'ops num'}>{trouble ? trouble.short : rate || '–'}</span>
      </span>
    </li>
  );
}
