import { useMemo } from 'preact/hooks';
import { hashingOf } from '../../../shared/slots/hashing.ts';
import type { Topology } from '../../../shared/cluster/topology.ts';
import { CALCULATOR_MODES } from './state.ts';
import type { PanelProps } from '../../window/state.ts';
import { slotOwners } from '../../../shared/cluster/slot-owners.ts';
import { FailureText } from '../../kit/parts.tsx';
import { ExamplesCard } from './examples-card.tsx';
import { togetherText } from './key-groups.ts';
import { readKeyLines, type KeyLines } from './key-lines.ts';
import { keyCsv, keySheet } from './key-sheet.ts';
import { KeyTable } from './key-table.tsx';
import { StepsCard } from './steps-card.tsx';
import { TagCard } from './tag-card.tsx';
import { words } from './words.ts';

const w = words.view;

/** Longer texts make a text field slow. */
const LONGEST_TYPED = 1 << 20;

export function CalculatorView({ state, send }: PanelProps) {
  const { calculator, topology } = state;
  const { text, active } = calculator;
  const hashing = hashingOf(topology);
  const lines = useMemo(() => readKeyLines(text, hashing), [text, hashing]);
  const selected = useMemo(
    () => lines.keys.find(({ line }) => `line-${line}` === active) ?? lines.keys[0],
    [lines, active],
  );
  return (
    <div class="calc">
      <header class="calchead row wrap">
        <h2>{w.title}</h2>
        <span class="sm f2 num" role="status" aria-label={w.count}>
          <Count lines={lines} topology={topology} />
        </span>
        <span class="grow" />
        <button type="button" class="btn" onClick={() => send({ type: 'calculator-open' })}>
          {w.openFile}
        </button>
        <button
          type="button"
          class="btn"
          disabled={text === ''}
          onClick={() => send({ type: 'calculator-text', text: '' })}
        >
          {w.clear}
        </button>
      </header>
      <div class="calcbody">
        <div class="calcmain">
          <Typed state={state} send={send} />
          {lines.keys.length + lines.bad.length > 0 ? (
            <Results lines={lines} state={state} send={send} />
          ) : (
            <div class="blank">
              <p>{w.empty}</p>
            </div>
          )}
        </div>
        <div class="calcside" tabIndex={-1}>
          {selected && <StepsCard keyBytes={selected.key} state={state} />}
          {!topology?.codis && (
            <TagCard lines={lines} selected={selected?.key ?? null} state={state} send={send} />
          )}
          <ExamplesCard state={state} send={send} />
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
  if (lines.keys.length === 0 && lines.bad.length === 0) return <>{w.noKeys}</>;
  const parts = [w.keys(lines.keys.length), w.slots(lines.slots)];
  if (topology?.kind === 'cluster') parts.push(w.shards(shards));
  const more = [
    lines.repeated > 0 && w.repeated(lines.repeated),
    !topology && w.notConnected,
    topology?.kind === 'unmapped' && w.unmapped,
    (topology?.kind === 'standalone' || (topology?.kind === 'proxy' && !topology.codis)) && w.noCluster,
  ].filter(Boolean);
  return (
    <>
      {[parts.join(', '), ...more].join(' · ')}
      {lines.bad.length > 0 && <span class="bad">{w.badLines(lines.bad.length)}</span>}
    </>
  );
}

/** The text field. A text that is too long for one is used, but only its length is shown. */
function Typed({ state, send }: PanelProps) {
  const { text } = state.calculator;
  if (text.length > LONGEST_TYPED)
    return (
      <p class="calclong sm f2" data-entry tabIndex={0}>
        {w.tooLong(text.length)}
      </p>
    );
  return (
    <textarea
      class="input mono calctext"
      aria-label={w.field}
      data-entry
      value={text}
      placeholder={w.fieldHint}
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
  // Suggested names are for a cluster's slots.
  const modes = CALCULATOR_MODES.filter((mode) => mode !== 'names' || !topology?.codis);
  const isNames = calculator.mode === 'names' && modes.includes('names');
  return (
    <>
      <div class="row wrap">
        <div class="seg" role="group" aria-label={w.modesLabel}>
          {modes.map((mode) => (
            <button
              key={mode}
              type="button"
              aria-pressed={calculator.mode === mode}
              onClick={() => send({ type: 'calculator-mode', mode })}
            >
              {w.modes[mode]}
            </button>
          ))}
        </div>
        <span class="grow" />
        <div class="calcout">
          <button
            type="button"
            class="btn quiet"
            title={w.copyHint}
            onClick={() => send({ type: 'calculator-copy', text: keySheet(lines.keys, topology) })}
          >
            {w.copy}
          </button>
          <button
            type="button"
            class="btn quiet"
            title={w.csvHint}
            aria-label={w.csvName}
            onClick={() => send({ type: 'calculator-copy', text: keyCsv(lines.keys, topology) })}
          >
            {w.csv}
          </button>
          <button
            type="button"
            class="btn quiet"
            title={w.exportHint}
            onClick={() => send({ type: 'calculator-save', text: keyCsv(lines.keys, topology) })}
          >
            {w.export}
          </button>
        </div>
      </div>
      {told && (
        <div class="sm f2">
          {'failure' in told ? <FailureText failure={told.failure} /> : <p role="status">{told.text}</p>}
        </div>
      )}
      {lines.keys.length > 1 && !topology?.codis && (
        <p class="sm f2" role="note" aria-label={w.together}>
          {together}
        </p>
      )}
      {isNames && <p class="sm f3">{w.renames}</p>}
      <KeyTable
        lines={lines}
        state={
          isNames || calculator.mode !== 'names'
            ? state
            : { ...state, calculator: { ...calculator, mode: modes[0]! } }
        }
        send={send}
      />
    </>
  );
}
