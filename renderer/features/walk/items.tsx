import { shortcutOf } from '../../../shared/session/shortcuts.ts';
import { CheckIcon } from '../../kit/icons.tsx';
import { Shortcut } from '../../kit/parts.tsx';
import type { PanelProps } from '../../window/state.ts';
import type { Evidence } from './judge.ts';
import type { Item } from './lesson.ts';
import { isSeen, itemId, mayAct, nextItem, stepOf, suggestionOf } from './state.ts';
import { walkWords, type WalkWords } from './words.ts';

/** What the user does in a step, each with the check that it happened. */
export function Items({ state, send }: PanelProps) {
  const { walk } = state;
  return (
    <>
      {stepOf(walk).items.map((item, index) => (
        <div class="item" key={itemId(walk, index)}>
          <Head item={item} index={index} state={state} send={send} />
          <Outcome index={index} item={item} state={state} send={send} />
        </div>
      ))}
    </>
  );
}

type ItemProps = PanelProps & { item: Item; index: number };

function Head({ item, index, state, send }: ItemProps) {
  const { walk } = state;
  const words = walkWords(state.language);
  const isNext = nextItem(walk) === item;
  if (item.kind === 'command') {
    const waits = !mayAct(walk) || state.session.phase !== 'connected';
    return (
      <div class="row">
        <code class="line cut" title={item.line}>
          {item.line}
        </code>
        <span class="grow" />
        <button
          type="button"
          class="btn sm"
          disabled={waits}
          aria-label={`${words.insert}: ${item.line}`}
          onClick={() => send({ type: 'lesson-insert', line: item.line })}
        >
          {words.insert} {isNext && suggestionOf(state) !== '' && <kbd>Tab</kbd>}
        </button>
      </div>
    );
  }
  if (item.kind === 'mode')
    return (
      <div class="row">
        <span>{words.modeItem({ mode: item.mode })}</span>
        <span class="grow" />
        <button
          type="button"
          class="btn sm"
          aria-disabled={mayAct(walk) ? undefined : 'true'}
          onClick={() => mayAct(walk) && send({ type: 'action', name: `mode-${item.mode}` })}
        >
          {words.setMode({ mode: item.mode })}{' '}
          {isNext && <Shortcut keys={shortcutOf('lesson-act', state.settings.shortcuts)} />}
        </button>
      </div>
    );
  const isUnderWay = !mayAct(walk);
  return (
    <button
      type="button"
      class="btn act"
      aria-disabled={isUnderWay ? 'true' : undefined}
      onClick={() => !isUnderWay && send({ type: 'lesson-do', action: item.action })}
    >
      {isSeen(walk, index) ? `${words.actAgain}: ` : ''}
      {words.actions[item.action]} <span class="grow" />
      {isNext && <Shortcut keys={shortcutOf('lesson-act', state.settings.shortcuts)} />}
    </button>
  );
}

function Seen({ evidence, words }: { evidence: Evidence | null; words: WalkWords }) {
  if (!evidence) return words.seenBefore;
  const says = <b class="mono">{evidence.says}</b>;
  if (evidence.node === '') return words.seenUnsent.parts({ says });
  return words.seen.parts({ says, node: <b class="mono">{evidence.node}</b> });
}

function Outcome({ item, index, state, send }: ItemProps) {
  const { walk, session } = state;
  const words = walkWords(state.language);
  const id = itemId(walk, index);
  if (id in walk.seen) {
    const evidence = walk.seen[id];
    return (
      <p class="outcome seen sm" role="status">
        <CheckIcon />
        <span>
          <Seen evidence={evidence ?? null} words={words} />
        </span>
      </p>
    );
  }
  if (walk.other?.id === id) {
    const { got, wanted, fix } = walk.other.verdict;
    return (
      <p class="outcome other sm" role="status">
        <span>
          {(fix ? words.otherMode : words.other).parts({
            got: <b class="mono">{got}</b>,
            wanted: <b class="mono">{wanted}</b>,
            mode: session.mode,
          })}
        </span>
        {fix && (
          <button type="button" class="btn sm" onClick={() => send({ type: 'action', name: `mode-${fix}` })}>
            {words.setMode({ mode: fix })}
          </button>
        )}
      </p>
    );
  }
  const isActing = item.kind === 'action' && walk.acting === item.action;
  return (
    <p class="outcome sm f2" role={isActing ? 'status' : undefined}>
      <i class="ring" aria-hidden="true" />
      {isActing ? words.working : item.kind === 'command' ? words.waiting : words.waitingAction}
    </p>
  );
}
