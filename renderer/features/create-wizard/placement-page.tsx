/** Step 3: hosts as columns, nodes in the colours of their shards; nodes change places by drag or by keys. */
import { countSlots } from '../../../shared/slots/slot-ranges.ts';
import { grouped } from '../../../shared/format/count.ts';
import type { NewNode, NewShard } from '../../../shared/operations/moves.ts';
import type { PanelProps } from '../../window/state.ts';
import { WarningIcon } from '../../kit/icons.tsx';
import { ShardBadge, shardColour } from '../../kit/parts.tsx';
import { hostLosses, newNodes, scoreIn, shardsOf } from './arrangement.ts';
import { words } from './words.ts';

const w = words.placement;
const ENOUGH_PRIMARIES = 3;
/** Of each host, in sentences. */
const MOST_LOSSES = 12;
const DRAGGED = 'text/x-slotshell-node';

export function PlacementPage({ state, send }: PanelProps) {
  const { facts, arrangement, replicas, isOwn, noArrangement, picked, stays } = state.create;
  if (!facts) return null;
  const shards = arrangement ? shardsOf(arrangement, facts) : [];
  const hosts = [...new Set(newNodes(facts).map(({ host }) => host))];
  return (
    <>
      <div class="row wrap">
        <label class="row">
          {w.replicas}
          <input
            class="input mono"
            style={{ width: '64px' }}
            type="number"
            min={0}
            max={20}
            value={replicas}
            data-entry={arrangement ? undefined : true}
            onInput={({ currentTarget: { value } }) => {
              if (/^\d{1,2}$/.test(value)) send({ type: 'create-replicas', replicas: Number(value) });
            }}
          />
        </label>
        <span class="f2">
          {arrangement && w.sum(facts.length, hosts.length, shards.length)} {isOwn && `· ${w.own}`}
        </span>
        <span class="grow" />
        {isOwn && (
          <button type="button" class="btn sm" onClick={() => send({ type: 'create-replicas', replicas })}>
            {w.again}
          </button>
        )}
      </div>
      {noArrangement !== '' && (
        <p class="bad" role="alert">
          {noArrangement}
        </p>
      )}
      {arrangement && (
        <>
          <Hosts hosts={hosts} shards={shards} state={state} send={send} />
          <p role="status" class={picked || stays ? 'sm' : 'unseen'}>
            {picked ? w.picked(picked) : stays}
          </p>
          <Warnings shards={shards} />
          <Score shards={shards} hosts={hosts} />
          <Shards shards={shards} />
        </>
      )}
    </>
  );
}

interface Placed extends NewNode {
  shard: number;
  isPrimary: boolean;
}

function Hosts({ hosts, shards, state, send }: PanelProps & { hosts: string[]; shards: NewShard[] }) {
  const all = shards.flatMap(({ primary, replicas }, i): Placed[] => [
    { ...primary, shard: i + 1, isPrimary: true },
    ...replicas.map((node) => ({ ...node, shard: i + 1, isPrimary: false })),
  ]);
  const order = new Map(state.create.facts!.map(({ address }, i) => [address, i]));
  all.sort((a, b) => order.get(a.address)! - order.get(b.address)!);
  return (
    <div class="cwhosts" role="group" aria-label={w.hosts}>
      {hosts.map((host) => {
        const own = all.filter((node) => node.host === host);
        return (
          <section class="cwhost" key={host} aria-label={host}>
            <header>
              <span class="mono cut">{host}</span>
              <span class="f3 xs">{w.nodes(own.length)}</span>
            </header>
            <ul>
              {own.map((node) => (
                <li key={node.address}>
                  <Node node={node} shard={shards[node.shard - 1]!} state={state} send={send} />
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

function Node({ node, shard, state, send }: PanelProps & { node: Placed; shard: NewShard }) {
  const { at, picked } = state.create;
  const { address, isPrimary } = node;
  const role = isPrimary ? w.primary : w.replica;
  return (
    <button
      type="button"
      class={`cwnode ${isPrimary ? 'primary' : 'replica'}`}
      data-shard={shardColour(node.shard)}
      data-node={address}
      data-entry={at === address ? true : undefined}
      tabIndex={at === address ? 0 : -1}
      aria-pressed={picked === address}
      draggable
      onFocus={() => at !== address && send({ type: 'create-at', address })}
      onClick={() => send({ type: 'create-pick', address })}
      onDragStart={({ dataTransfer }) => dataTransfer?.setData(DRAGGED, address)}
      onDragOver={(event) => {
        if (!event.dataTransfer?.types.includes(DRAGGED)) return;
        event.preventDefault();
        event.currentTarget.classList.add('target');
      }}
      onDragLeave={({ currentTarget }) => currentTarget.classList.remove('target')}
      onDrop={(event) => {
        event.preventDefault();
        event.currentTarget.classList.remove('target');
        const one = event.dataTransfer?.getData(DRAGGED) ?? '';
        if (one !== '' && one !== address) send({ type: 'create-swap', one, other: address });
      }}
    >
      <ShardBadge shard={node.shard} />
      <b class="mono sm cut">{address}</b>
      <span class="xs f2">{role}</span>
      <span class="about xs f2 cut">
        {isPrimary ? w.slots(shard.slots.first, shard.slots.last) : w.replicaOf(shard.primary.address)}
      </span>
    </button>
  );
}

function Warnings({ shards }: { shards: NewShard[] }) {
  const texts = [
    ...(shards.length < ENOUGH_PRIMARIES ? [w.fewPrimaries(shards.length)] : []),
    ...(shards.every(({ replicas }) => replicas.length === 0) ? [w.noReplicas] : []),
  ];
  return (
    <>
      {texts.map((text) => (
        <p class="cwwarn" key={text}>
          <WarningIcon /> {text}
        </p>
      ))}
    </>
  );
}

function Score({ shards, hosts }: { shards: NewShard[]; hosts: string[] }) {
  const score = scoreIn(shards);
  const losses = hostLosses(shards, hosts);
  return (
    <section class={score > 0 ? 'cwscore bad' : 'cwscore'} aria-label={w.scoreTitle}>
      <b>{w.score(score)}</b>
      <span>{score === 0 ? w.perfect : w.imperfect(score)}</span>
      <ul class="f2">
        {losses.slice(0, MOST_LOSSES).map(({ host, goOn, lost, alone }) => {
          const down = goOn.length + lost.length;
          const hasMajority = shards.length - down > shards.length / 2;
          return (
            <li key={host}>
              <span class="mono">{w.loss(host)}</span>{' '}
              {[
                ...(lost.length > 0 ? [w.lost(lost)] : []),
                ...(goOn.length > 0 ? [hasMajority ? w.goOn(goOn) : w.noMajority] : []),
                ...(alone.length > 0 ? [w.alone(alone)] : []),
              ].join('; ')}
              .
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Shards({ shards }: { shards: NewShard[] }) {
  return (
    <div class="cwscroll" tabIndex={0} role="region" aria-label={w.table}>
      <table class="cwtable">
        <thead>
          <tr>
            <th scope="col">{w.shard}</th>
            <th scope="col">{w.range}</th>
            <th scope="col" class="n">
              {w.count}
            </th>
            <th scope="col">{w.primaryColumn}</th>
            <th scope="col">{w.replicasColumn}</th>
          </tr>
        </thead>
        <tbody>
          {shards.map(({ slots, primary, replicas }, i) => (
            <tr key={slots.first}>
              <td>
                <ShardBadge shard={i + 1} />
              </td>
              <td class="mono">{w.slots(slots.first, slots.last)}</td>
              <td class="n">{grouped(countSlots([slots]))}</td>
              <td class="mono">{primary.address}</td>
              <td class="mono">{replicas.map(({ address }) => address).join(', ') || w.none}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
