import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { ScanOptions } from '../../../shared/slots/scan-model.ts';
import { CAREFUL_SCAN, optionsOf } from './state.ts';
import type { PanelProps } from '../../window/state.ts';
import { words } from './words.ts';

const w = words.form;

const TYPES = ['string', 'list', 'set', 'zset', 'hash', 'stream'];

/** The options of the scan, its cost, and the button that starts it. */
export function ScanForm({ state, send }: PanelProps) {
  const { tags, session } = state;
  // SLOTSSCAN knows neither MATCH nor TYPE, and codis picks the server.
  const isCodis = state.topology?.codis !== undefined;
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
    <form class="scanform tagcard" aria-label={w.title} onSubmit={submit}>
      {!tags.scan && <h2>{w.heading}</h2>}
      <p class="sm f2">
        {costs(state, options)}
        {session.environment === 'production' && ` ${careful(options, isCodis)}`}
      </p>
      <div class="fields">
        {!isCodis && (
          <>
            <Text
              label={w.match}
              hint={w.matchHint}
              value={options.match}
              onText={(match) => set({ match })}
            />
            <TypeField value={options.type} onType={(type) => set({ type })} />
          </>
        )}
        <Whole label={w.count} hint={w.countHint} least={10} most={10_000} {...whole('count')} />
        <Whole
          label={w.limit}
          hint={w.limitHint}
          least={0}
          most={Number.MAX_SAFE_INTEGER}
          {...whole('limit')}
        />
        <Whole label={w.pause} hint={w.pauseHint} least={0} most={10_000} {...whole('pause')} />
        {!isCodis && (
          <Whole label={w.samples} hint={w.samplesHint} least={0} most={1000} {...whole('samples')} />
        )}
        <Text
          label={w.separator}
          hint={w.separatorHint}
          value={options.separator}
          required
          longest={20}
          onText={(separator) => separator !== '' && set({ separator })}
        />
      </div>
      <div class="row wrap">
        <button type="submit" class="btn primary" disabled={tags.starting} data-entry>
          {tags.starting ? words.head.starting : tags.scan ? words.head.again : w.scan}
        </button>
        {!isCodis && (
          <label class="mark sm">
            <input
              type="checkbox"
              checked={options.replicas}
              onChange={(event) => set({ replicas: event.currentTarget.checked })}
            />
            {w.replicas}
          </label>
        )}
        {tags.scan && (
          <button type="button" class="btn quiet" onClick={() => send({ type: 'scan-form', shown: false })}>
            {w.close}
          </button>
        )}
      </div>
    </form>
  );
}

/** Explains the scan and its cost for the servers. */
function costs({ topology, metrics }: PanelProps['state'], options: ScanOptions): string {
  if (topology?.codis) return w.codis(topology.codis.groups.length);
  const shards = topology?.shards ?? [];
  const sizes = shards.map(({ primary }) => (primary ? metrics[primary.address]?.latest.keys : null) ?? null);
  const known = sizes.length > 0 && sizes.every((size) => size !== null);
  const total = sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  const where = topology?.kind === 'standalone' ? w.standalone : w.shards(shards.length, options.replicas);
  return w.costs(where, known ? total : null, options.samples);
}

function careful({ pause, replicas }: ScanOptions, isCodis: boolean): string {
  if (isCodis) return pause >= CAREFUL_SCAN.pause! ? w.carefulCodis : w.carelessCodis;
  const kept = replicas === CAREFUL_SCAN.replicas && pause >= CAREFUL_SCAN.pause!;
  return kept ? w.careful : w.careless;
}

interface FieldProps {
  label: string;
  hint: string;
}

function Field({ label, hint, children }: FieldProps & { children: ComponentChildren }) {
  return (
    <label class="field">
      <span class="label">
        {label} <span class="f3">{hint}</span>
      </span>
      {children}
    </label>
  );
}

function Text(
  props: FieldProps & { value: string; required?: boolean; longest?: number; onText: (text: string) => void },
) {
  return (
    <Field label={props.label} hint={props.hint}>
      <input
        class="input mono"
        value={props.value}
        required={props.required ?? false}
        maxLength={props.longest ?? 10_000}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => props.onText(event.currentTarget.value)}
      />
    </Field>
  );
}

/** A whole number. Anything else stays in the field, marked as invalid, and blocks the form. */
function Whole(
  props: FieldProps & { value: number; least: number; most: number; onValue: (value: number) => void },
) {
  const { least, most, value, onValue } = props;
  const [typed, setTyped] = useState<string | null>(null);
  const isGood = (text: string) => /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most;
  return (
    <Field label={props.label} hint={props.hint}>
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
    </Field>
  );
}

/** The types of every server, or a module's type by the name that TYPE returns. */
function TypeField({ value, onType }: { value: string; onType: (type: string) => void }) {
  const [other, setOther] = useState(value !== '' && !TYPES.includes(value));
  return (
    <div class="field">
      <label class="label" for="scan-type">
        {w.type} <span class="f3">{w.typeHint}</span>
      </label>
      <div class="row">
        <select
          id="scan-type"
          class="input"
          onChange={({ currentTarget: { value: chosen } }) => {
            setOther(chosen === w.otherType);
            onType(chosen === w.otherType ? '' : chosen);
          }}
        >
          <option value="" selected={!other && value === ''}>
            {w.anyType}
          </option>
          {TYPES.map((type) => (
            <option key={type} value={type} selected={!other && value === type}>
              {type}
            </option>
          ))}
          <option value={w.otherType} selected={other}>
            {w.otherType}
          </option>
        </select>
        {other && (
          <input
            class="input mono"
            aria-label={w.otherTypeName}
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
