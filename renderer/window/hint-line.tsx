/** The line under the shell: shows where the line being typed would go. */
import type { Hint, HintKey } from '../repl/line/hint.ts';
import type { PanelProps, State } from './state.ts';
import { counted } from '../../shared/format/count.ts';
import { Arrow, MarkedKey, ShardBadge, shardColour } from '../kit/parts.tsx';

export function HintLine({ state }: PanelProps) {
  const { hint } = state;
  switch (hint.kind) {
    case 'empty':
      return (
        <span class="f3 cut">
          {state.topology?.kind === 'standalone' || state.topology?.kind === 'proxy'
            ? 'Type a command: this line says what would become of it.'
            : 'Type a command: this line says which slot and node it would go to.'}
        </span>
      );
    case 'text':
      return <span class={hint.tone === 'bad' ? 'bad cut' : 'f3 cut'}>{hint.text}</span>;
    case 'guarded':
      return (
        <>
          <span class="k fail">{hint.tag}</span>
          <span class="cut">{hint.text}</span>
        </>
      );
    case 'slot':
      return <OneSlot hint={hint} state={state} />;
    case 'cross-slot':
      return <CrossSlot hint={hint} />;
    case 'slot-question':
      return (
        <>
          <span class="f3">A question about a slot goes to its owner</span>
          <Destination slot={hint.slot} shard={hint.shard} node={hint.node} />
          {hint.unserved && <Unserved sentence={hint.unserved} />}
        </>
      );
  }
}

function OneSlot({ hint, state }: { hint: Extract<Hint, { kind: 'slot' }>; state: State }) {
  const first = hint.keys[0];
  const others = hint.keys.length - 1 + hint.more;
  return (
    <>
      {first && <span class="f3 late">{first.hashed.tagged ? 'Hashed part' : 'Key'}</span>}
      {first && <HintedKey hinted={first} />}
      {others > 0 && <span class="f3">+{others}</span>}
      <Destination slot={hint.slot} shard={hint.shard} node={hint.node} />
      {hint.unserved ? (
        <Unserved sentence={hint.unserved} />
      ) : (
        <span class={hint.redirect === 'none' ? 'redirect f3 cut' : 'redirect f2 cut'}>
          {redirectText(hint, state)}
        </span>
      )}
    </>
  );
}

function redirectText(hint: Extract<Hint, { kind: 'slot' }>, { session }: State): string {
  if (hint.node === null) return 'the owner is not known';
  if (hint.node === session.currentNode) return 'current node, no redirect';
  if (hint.redirect === 'moved') return `would be MOVED, from ${session.currentNode}`;
  if (hint.redirect === 'error') return 'would be a MOVED error: redirects are off';
  return 'sent straight to its owner';
}

const Unserved = ({ sentence }: { sentence: string }) => (
  <span class="redirect bad cut" title={sentence}>
    {sentence}
  </span>
);

function Destination(props: { slot: number; shard: number | null; node: string | null }) {
  const { slot, shard, node } = props;
  return (
    <span class="destination" data-shard={shardColour(shard)}>
      <Arrow />
      <span>
        slot <span class="mono fg">{slot}</span>
      </span>
      <Arrow />
      <ShardBadge shard={shard} />
      {shard !== null && <span class="st late">shard {shard}</span>}
      {node !== null && <Arrow />}
      {node !== null && <span class="mono fg cut">{node}</span>}
    </span>
  );
}

function CrossSlot({ hint }: { hint: Extract<Hint, { kind: 'cross-slot' }> }) {
  const keys = hint.keys.length + hint.more;
  return (
    <>
      <span class="k fail">CROSSSLOT</span>
      <span class="crosskeys">
        {hint.keys.map((key) => (
          <span key={key.start}>
            <HintedKey hinted={key} />
            <Arrow />
            <span class="mono f2">{key.slot}</span>
            <ShardBadge shard={key.shard} />
          </span>
        ))}
        {hint.more > 0 && <span class="f3">+{hint.more}</span>}
      </span>
      <span class="grow" />
      <span class="f2">
        {counted(keys, 'key')}, {counted(hint.slots, 'slot')}, {counted(hint.shards, 'shard')}
      </span>
    </>
  );
}

function HintedKey({ hinted }: { hinted: HintKey }) {
  const { start, end, tagged } = hinted.hashed;
  const text = {
    before: hinted.text.slice(0, start),
    hashed: hinted.text.slice(start, end),
    after: hinted.text.slice(end),
    tagged,
  };
  return <MarkedKey text={text} shard={hinted.shard} />;
}
