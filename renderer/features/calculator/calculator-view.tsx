import { useMemo } from 'preact/hooks';
import type { Topology } from '../../../shared/cluster/topology.ts';
import { CALCULATOR_MODES, type CalculatorMode } from './state.ts';
import type { PanelProps } from '../../window/state.ts';
import { slotOwners } from '../../../shared/cluster/slot-owners.ts';
import { counted, grouped } from '../../kit/numbers.ts';
import { FailureText } from '../../kit/parts.tsx';
import { ExamplesCard } from './examples-card.tsx';
import { togetherText } from './key-groups.ts';
import { readKeyLines, type KeyLines } from './key-lines.ts';
import { keyCsv, keySheet } from './key-sheet.ts';
import { KeyTable } from './key-table.tsx';
import { StepsCard } from './steps-card.tsx';
import { TagCard } from './tag-card.tsx';

/** Characters beyond which a text field is slow to show what is in it. */
const LONGEST_TYPED = 1 << 20;

const MODES: { readonly [M in CalculatorMode]: string } = {
  list: 'List',
  slot: 'By slot',
  tag: 'By tag',
  names: 'Renames',
};

export function CalculatorView({ state, send }: PanelProps) {
  const { calculator, topology } = state;
  const { text, active } = calculator;
  const lines = useMemo(() => readKeyLines(text), [text]);
  const selected = useMemo(
    () => lines.keys.find(({ line }) => `line-${line}` === active) ?? lines.keys[0],
    [lines, active],
  );
  return (
    <div class="calc">
      <header class="calchead row wrap">
        <h2>Key slots</h2>
        <span class="sm f2 num" role="status" aria-label="Keys and slots">
          <Count lines={lines} topology={topology} />
        </span>
        <span class="grow" />
        <button type="button" class="btn" onClick={() => send({ type: 'calculator-open' })}>
          Open file…
        </button>
        <button
          type="button"
          class="btn"
          disabled={text === ''}
          onClick={() => send({ type: 'calculator-text', text: '' })}
        >
          Clear
        </button>
      </header>
      <div class="calcbody">
        <div class="calcmain">
          <Typed state={state} send={send} />
          {lines.keys.length + lines.bad.length > 0 ? (
            <Results lines={lines} state={state} send={send} />
          ) : (
            <div class="blank">
              <p>
                Type or paste keys, one a line. Each is shown with the part that is hashed, its CRC16, its
                slot and who owns it. Nothing is sent to a server for it.
              </p>
            </div>
          )}
        </div>
        <div class="calcside" tabIndex={-1}>
          {selected && <StepsCard keyBytes={selected.key} state={state} />}
          <TagCard lines={lines} selected={selected?.key ?? null} state={state} send={send} />
          <ExamplesCard send={send} />
        </div>
      </div>
    </div>
  );
}

function Count({ lines, topology }: { lines: KeyLines; topology: Topology | null }) {
  const shards = useMemo(() => {
    const owners = topology && slotOwners(topology);
    return new Set(lines.keys.map(({ slot }) => owners?.[slot] ?? 0).filter((index) => index > 0)).size;
  }, [lines, topology]);
  if (lines.keys.length === 0 && lines.bad.length === 0) return <>no keys yet</>;
  const parts = [counted(lines.keys.length, 'key'), counted(lines.slots, 'slot')];
  if (topology?.kind === 'cluster') parts.push(counted(shards, 'shard'));
  const more = [
    lines.repeated > 0 && `${counted(lines.repeated, 'repeated line')} left out`,
    !topology && 'not connected',
    topology?.kind === 'unmapped' && 'this user may not read the map: owners are not known',
    (topology?.kind === 'standalone' || topology?.kind === 'proxy') &&
      'not a cluster: these are the slots of any cluster',
  ].filter(Boolean);
  return (
    <>
      {[parts.join(', '), ...more].join(' · ')}
      {lines.bad.length > 0 && (
        <span class="bad"> · {counted(lines.bad.length, 'line')} cannot be read as a key</span>
      )}
    </>
  );
}

/** The field; a text that is too long for one is only counted, and all of it used. */
function Typed({ state, send }: PanelProps) {
  const { text } = state.calculator;
  if (text.length > LONGEST_TYPED)
    return (
      <p class="calclong sm f2" data-entry tabIndex={0}>
        {grouped(text.length)} characters: too long for a field to type in, all of it is used.
      </p>
    );
  return (
    <textarea
      class="input mono calctext"
      aria-label="Keys, one a line"
      data-entry
      value={text}
      placeholder={'user:{1012}:cart\norder:1012\n"binary \\x00\\xff"'}
      autocomplete="off"
      spellcheck={false}
      wrap="off"
      onInput={(event) => send({ type: 'calculator-text', text: event.currentTarget.value })}
    />
  );
}

function Results({ lines, state, send }: PanelProps & { lines: KeyLines }) {
  const { calculator, topology } = state;
  const together = useMemo(() => togetherText(lines.keys), [lines]);
  const { told } = calculator;
  return (
    <>
      <div class="row wrap">
        <div class="seg" role="group" aria-label="How the keys are shown">
          {CALCULATOR_MODES.map((mode) => (
            <button
              key={mode}
              type="button"
              aria-pressed={calculator.mode === mode}
              onClick={() => send({ type: 'calculator-mode', mode })}
            >
              {MODES[mode]}
            </button>
          ))}
        </div>
        <span class="grow" />
        <div class="calcout">
          <button
            type="button"
            class="btn quiet"
            title="Copies a line a key: key, slot, owner"
            onClick={() => send({ type: 'calculator-copy', text: keySheet(lines.keys, topology) })}
          >
            Copy
          </button>
          <button
            type="button"
            class="btn quiet"
            title="Copies all columns as CSV"
            aria-label="Copy as CSV"
            onClick={() => send({ type: 'calculator-copy', text: keyCsv(lines.keys, topology) })}
          >
            CSV
          </button>
          <button
            type="button"
            class="btn quiet"
            title="Writes all columns to a CSV file"
            onClick={() => send({ type: 'calculator-save', text: keyCsv(lines.keys, topology) })}
          >
            Export…
          </button>
        </div>
      </div>
      {told && (
        <div class="sm f2">
          {'failure' in told ? <FailureText failure={told.failure} /> : <p role="status">{told.text}</p>}
        </div>
      )}
      {lines.keys.length > 1 && (
        <p class="sm f2" role="note" aria-label="What can go together">
          {together}
        </p>
      )}
      {calculator.mode === 'names' && (
        <p class="sm f3">
          Names under which keys of one thing would share a slot. RENAME cannot move a key to another slot:
          write it under its new name, or copy it by DUMP and RESTORE. A tag puts all of its keys in one slot,
          on one shard.
        </p>
      )}
      <KeyTable lines={lines} state={state} send={send} />
    </>
  );
}
