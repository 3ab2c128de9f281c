/** The line under the shell: shows where the line being typed would go. */
import type { Hint, HintKey } from '../repl/line/hint.ts';
import type { PanelProps, State } from './state.ts';
import { Arrow, MarkedKey, ShardBadge, shardColour } from '../kit/parts.tsx';
import { suggestionOf } from '../features/walk/state.ts';
import { hintLineWords, type HintLineWords } from './words.ts';

export function HintLine({ state }: PanelProps) {
  const { hint } = state;
  const words = hintLineWords(state.language);
  switch (hint.kind) {
    case 'empty':
      return (
        <>
          <span class="f3 cut">
            {state.topology?.kind === 'standalone' ||
            (state.topology?.kind === 'proxy' && !state.topology.codis)
              ? words.emptyWithoutSlots
              : words.empty}
          </span>
          {suggestionOf(state) !== '' && <LessonTab words={words} />}
        </>
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
      return <OneSlot hint={hint} state={state} words={words} />;
    case 'cross-slot':
      return hint.codis ? (
        <AtCodis hint={hint} how={hint.codis} words={words} />
      ) : (
        <CrossSlot hint={hint} words={words} />
      );
    case 'slot-question':
      return (
        <>
          <span class="f3">{words.slotQuestion}</span>
          <Destination slot={hint.slot} shard={hint.shard} node={hint.node} words={words} />
          {hint.unserved && <Unserved sentence={hint.unserved} />}
        </>
      );
  }
}

/** Tab does it on an empty line alone. */
const LessonTab = ({ words }: { words: HintLineWords }) => (
  <>
    <span class="grow" />
    <kbd>Tab</kbd>
    <span class="f3 late">{words.lessonTab}</span>
  </>
);

function OneSlot({
  hint,
  state,
  words,
}: {
  hint: Extract<Hint, { kind: 'slot' }>;
  state: State;
  words: HintLineWords;
}) {
  const first = hint.keys[0];
  const others = hint.keys.length - 1 + hint.more;
  return (
    <>
      {first && <span class="f3 late">{first.hashed.tagged ? words.hashedPart : words.key}</span>}
      {first && <HintedKey hinted={first} />}
      {others > 0 && <span class="f3">+{others}</span>}
      <Destination
        slot={hint.slot}
        shard={hint.shard}
        node={hint.node}
        isGroup={state.topology?.codis !== undefined}
        words={words}
      />
      {hint.unserved ? (
        <Unserved sentence={hint.unserved} />
      ) : (
        <span class={hint.redirect === 'none' ? 'redirect f3 cut' : 'redirect f2 cut'}>
          {redirectText(hint, state, words)}
        </span>
      )}
    </>
  );
}

function redirectText(
  hint: Extract<Hint, { kind: 'slot' }>,
  { session, topology }: State,
  words: HintLineWords,
): string {
  if (topology?.codis) return words.codis.throughCodis;
  if (hint.node === null) return words.ownerUnknown;
  if (hint.node === session.currentNode) return words.noRedirect;
  if (hint.redirect === 'moved') return words.wouldBeMoved({ node: session.currentNode });
  return hint.redirect === 'error' ? words.wouldBeMovedError : words.straightToOwner;
}

const Unserved = ({ sentence }: { sentence: string }) => (
  <span class="redirect bad cut" title={sentence}>
    {sentence}
  </span>
);

interface DestinationProps {
  slot: number;
  shard: number | null;
  node: string | null;
  /** One of codis's groups. */
  isGroup?: boolean;
  words: HintLineWords;
}

function Destination({ slot, shard, node, isGroup = false, words }: DestinationProps) {
  return (
    <span class="destination" data-shard={shardColour(shard)}>
      <Arrow />
      <span>{words.slot.parts({ slot: <span class="mono fg">{slot}</span> })}</span>
      <Arrow />
      <ShardBadge shard={shard} isGroup={isGroup} />
      {shard !== null && <span class="st late">{(isGroup ? words.group : words.shard)({ shard })}</span>}
      {node !== null && <Arrow />}
      {node !== null && <span class="mono fg cut">{node}</span>}
    </span>
  );
}

type Crossing = Extract<Hint, { kind: 'cross-slot' }>;

/** Keys of several slots of codis: what it makes of them, and which they are. */
function AtCodis({
  hint,
  how,
  words,
}: {
  hint: Crossing;
  how: NonNullable<Crossing['codis']>;
  words: HintLineWords;
}) {
  const { shards } = hint;
  const texts = {
    divided: words.codis.divided,
    'by-key': words.codis.byKey({ shards }),
    refused: words.codis.refused({ shards }),
  };
  const isQuiet = how === 'divided' || (how === 'by-key' && shards < 2);
  return (
    <>
      <span class={isQuiet ? 'f3 cut' : 'bad cut'}>{texts[how]}</span>
      <SlotsOfKeys hint={hint} />
    </>
  );
}

const SlotsOfKeys = ({ hint }: { hint: Crossing }) => (
  <span class="crosskeys">
    {hint.keys.map((key) => (
      <span key={key.start}>
        <HintedKey hinted={key} />
        <Arrow />
        <span class="mono f2">{key.slot}</span>
        <ShardBadge shard={key.shard} isGroup={hint.codis !== undefined} />
      </span>
    ))}
    {hint.more > 0 && <span class="f3">+{hint.more}</span>}
  </span>
);

function CrossSlot({ hint, words }: { hint: Crossing; words: HintLineWords }) {
  const keys = hint.keys.length + hint.more;
  return (
    <>
      <span class="k fail">CROSSSLOT</span>
      <SlotsOfKeys hint={hint} />
      <span class="grow" />
      <span class="f2">{words.spread({ keys, slots: hint.slots, shards: hint.shards })}</span>
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
