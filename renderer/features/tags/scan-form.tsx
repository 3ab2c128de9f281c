import { useState } from 'preact/hooks';
import type { ScanOptions } from '../../../shared/slots/scan-model.ts';
import { CAREFUL_SCAN, optionsOf } from './state.ts';
import type { PanelProps } from '../../window/state.ts';
import { counted, grouped } from '../../kit/numbers.ts';

const TYPES = ['string', 'list', 'set', 'zset', 'hash', 'stream'];

/** What is scanned, how much it costs, and the button that begins. */
export function ScanForm({ state, send }: PanelProps) {
  const { tags, session } = state;
  const options = optionsOf(tags, session);
  const set = (change: Partial<ScanOptions>) => send({ type: 'scan-options', options: change });
  const submit = (event: Event) => {
    event.preventDefault();
    if (!tags.starting) send({ type: 'scan-start' });
  };
  const whole = (name: 'count' | 'limit' | 'pause' | 'samples') => ({
    value: options[name],
    onValue: (value: number) => set({ [name]: value }),
  });
  return (
    <form class="scanform tagcard" aria-label="Scan options" onSubmit={submit}>
      {!tags.scan && <h2>All keys, grouped by hash tag</h2>}
      <p class="sm f2">
        {costs(state, options)}
        {session.environment === 'production' && ` ${careful(options)}`}
      </p>
      <div class="fields">
        <Text
          label="Match"
          hint="a glob, empty for all"
          value={options.match}
          onText={(match) => set({ match })}
        />
        <TypeField value={options.type} onType={(type) => set({ type })} />
        <Whole label="Count" hint="keys a call" least={10} most={10_000} {...whole('count')} />
        <Whole
          label="Limit"
          hint="keys, 0 for all"
          least={0}
          most={Number.MAX_SAFE_INTEGER}
          {...whole('limit')}
        />
        <Whole label="Pause" hint="ms between calls" least={0} most={10_000} {...whole('pause')} />
        <Whole label="Samples" hint="keys a tag" least={0} most={1000} {...whole('samples')} />
        <Text
          label="Separator"
          hint="of prefixes"
          value={options.separator}
          required
          longest={20}
          onText={(separator) => separator !== '' && set({ separator })}
        />
      </div>
      <div class="row wrap">
        <button type="submit" class="btn primary" disabled={tags.starting} data-entry>
          {tags.starting ? 'Starting…' : tags.scan ? 'Scan again' : 'Scan'}
        </button>
        <label class="mark sm">
          <input
            type="checkbox"
            checked={options.replicas}
            onChange={(event) => set({ replicas: event.currentTarget.checked })}
          />
          On replicas, where a shard has one in health
        </label>
        {tags.scan && (
          <button type="button" class="btn quiet" onClick={() => send({ type: 'scan-form', shown: false })}>
            Close
          </button>
        )}
      </div>
    </form>
  );
}

/** What the scan does and what it costs the servers, in a sentence. */
function costs({ topology, metrics }: PanelProps['state'], options: ScanOptions): string {
  const shards = topology?.shards ?? [];
  const sizes = shards.map(({ primary }) => (primary ? metrics[primary.address]?.latest.keys : null) ?? null);
  const known = sizes.length > 0 && sizes.every((size) => size !== null);
  const total = sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  const about = known ? `, about ${counted(total, 'key')} by DBSIZE` : '';
  const where =
    topology?.kind === 'standalone'
      ? 'SCAN on this server, which is not in a cluster'
      : `SCAN on ${counted(shards.length, options.replicas ? 'shard' : 'primary').replace('primarys', 'primaries')} in parallel`;
  const sampled =
    options.samples > 0
      ? ` Of each large tag about ${grouped(options.samples)} keys are asked for TYPE and MEMORY USAGE.`
      : '';
  return `${where}${about}; read only.${sampled}`;
}

function careful({ pause, replicas }: ScanOptions): string {
  const kept = replicas === CAREFUL_SCAN.replicas && pause >= CAREFUL_SCAN.pause!;
  return kept
    ? 'This is production: it goes to the replicas and waits 5 ms between calls, unless you choose otherwise.'
    : 'This is production: scanning the replicas with a pause of 5 ms or more spares the servers.';
}

interface FieldProps {
  label: string;
  hint: string;
}

function Text(
  props: FieldProps & { value: string; required?: boolean; longest?: number; onText: (text: string) => void },
) {
  return (
    <label class="field">
      <span class="label">
        {props.label} <span class="f3">{props.hint}</span>
      </span>
      <input
        class="input mono"
        value={props.value}
        required={props.required ?? false}
        maxLength={props.longest ?? 10_000}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => props.onText(event.currentTarget.value)}
      />
    </label>
  );
}

/** A whole number; what is no number in range stays in the field, is marked, and keeps the form from being sent. */
function Whole(
  props: FieldProps & { value: number; least: number; most: number; onValue: (value: number) => void },
) {
  const { least, most, value, onValue } = props;
  const [typed, setTyped] = useState<string | null>(null);
  const isGood = (text: string) => /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most;
  return (
    <label class="field">
      <span class="label">
        {props.label} <span class="f3">{props.hint}</span>
      </span>
      <input
        class="input mono num"
        type="number"
        required
        min={least}
        max={most}
        step={1}
        value={typed ?? value}
        aria-invalid={typed !== null && !isGood(typed)}
        onInput={({ currentTarget: { value: text } }) => {
          const good = isGood(text);
          setTyped(good ? null : text);
          if (good) onValue(Number(text));
        }}
      />
    </label>
  );
}

const OTHER = 'other…';

/** The types of every server, or the name of a module's type as TYPE answers it. */
function TypeField({ value, onType }: { value: string; onType: (type: string) => void }) {
  const [other, setOther] = useState(value !== '' && !TYPES.includes(value));
  return (
    <div class="field">
      <label class="label" for="scan-type">
        Type <span class="f3">of the keys</span>
      </label>
      <div class="row">
        <select
          id="scan-type"
          class="input"
          onChange={({ currentTarget: { value: chosen } }) => {
            setOther(chosen === OTHER);
            onType(chosen === OTHER ? '' : chosen);
          }}
        >
          <option value="" selected={!other && value === ''}>
            any
          </option>
          {TYPES.map((type) => (
            <option key={type} value={type} selected={!other && value === type}>
              {type}
            </option>
          ))}
          <option value={OTHER} selected={other}>
            {OTHER}
          </option>
        </select>
        {other && (
          <input
            class="input mono"
            aria-label="Other type"
            placeholder="ReJSON-RL"
            maxLength={100}
            value={value}
            onInput={(event) => onType(event.currentTarget.value)}
          />
        )}
      </div>
    </div>
  );
}
