/** The form for a new local cluster. */
import { LOCAL_LIMITS, type Persistence } from '../../../shared/local/local.ts';
import { escapeForLine } from '../../../shared/format/escape.ts';
import { Dialog, DialogHead } from '../../kit/dialog.tsx';
import { FailureText } from '../../kit/parts.tsx';
import type { Send } from '../../window/state.ts';
import type { NewLocal } from './state.ts';
import { words } from './words.ts';

const w = words.form;
const KINDS: readonly Persistence[] = ['none', 'rdb', 'aof'];

export function NewDialog({ form, send }: { form: NewLocal; send: Send }) {
  const { choices, primaries, replicas, persistence, isBusy } = form;
  const close = () => send({ type: 'close-overlay' });
  const change = (part: Parameters<typeof formMessage>[0]) => send(formMessage(part));
  const count = primaries * (1 + replicas);
  const firstPort = Number(form.firstPort);
  const isPort =
    Number.isInteger(firstPort) && firstPort >= LOCAL_LIMITS.firstPort && firstPort <= LOCAL_LIMITS.lastPort;
  const isReady = choices !== null && form.server !== '' && isPort && count >= 1 && !isBusy;
  return (
    <Dialog label={w.title} kind="newlocal" onClose={close}>
      <DialogHead title={w.title} onClose={close} />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) send({ type: 'local-create', form });
        }}
      >
        <Numbered
          label={w.primaries}
          value={primaries}
          least={1}
          most={LOCAL_LIMITS.primaries}
          autofocus
          onValue={(value) => change({ primaries: value })}
        />
        <Numbered
          label={w.replicas}
          value={replicas}
          least={0}
          most={LOCAL_LIMITS.replicas}
          onValue={(value) => change({ replicas: value })}
        />
        <label for="local-port">{w.firstPort}</label>
        <input
          id="local-port"
          class="input mono count"
          inputMode="numeric"
          maxLength={5}
          value={form.firstPort}
          aria-invalid={choices !== null && !isPort}
          onInput={(event) => change({ firstPort: event.currentTarget.value })}
        />
        <span id="local-keeps">{w.persistence}</span>
        <div class="seg" role="group" aria-labelledby="local-keeps">
          {KINDS.map((kind) => (
            <button
              key={kind}
              type="button"
              aria-pressed={persistence === kind}
              onClick={() => change({ persistence: kind })}
            >
              {w.choices[kind]}
            </button>
          ))}
        </div>
        <label for="local-server">{w.server}</label>
        <select
          id="local-server"
          class="input"
          value={form.server}
          disabled={!choices || choices.servers.length === 0}
          onChange={(event) => change({ server: event.currentTarget.value })}
        >
          {(choices?.servers ?? []).map(({ path, label }) => (
            <option key={path} value={path}>{`${label} · ${escapeForLine(path)}`}</option>
          ))}
        </select>
        <label for="local-name">{w.name}</label>
        <input
          id="local-name"
          class="input"
          maxLength={60}
          placeholder={w.nameHint}
          value={form.name}
          onInput={(event) => change({ name: event.currentTarget.value })}
        />
        <p class="sm f2" role="status">
          {about(form, isPort, count)}
        </p>
        {form.failure && <FailureText failure={form.failure} />}
        <footer>
          <button type="submit" class="btn primary" disabled={!isReady}>
            {isBusy ? w.creating : w.create}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

type Part = Partial<
  Pick<NewLocal, 'name' | 'primaries' | 'replicas' | 'firstPort' | 'persistence' | 'server'>
>;
const formMessage = (part: Part) => ({ type: 'local-form' as const, part });

function about(
  { choices, primaries, replicas, persistence, firstPort }: NewLocal,
  isPort: boolean,
  count: number,
) {
  if (!choices) return w.looking;
  if (choices.servers.length === 0) return w.noServer;
  return [
    isPort ? w.nodes(count, Number(firstPort)) : w.badPort,
    replicas === 0 ? w.noReplica : primaries < 3 ? w.noFailover : '',
    persistence === 'none' ? w.lossy : '',
  ]
    .filter(Boolean)
    .join(' ');
}

function Numbered(props: {
  label: string;
  value: number;
  least: number;
  most: number;
  autofocus?: boolean;
  onValue: (value: number) => void;
}) {
  const id = `local-${props.label.replace(/\W+/g, '-').toLowerCase()}`;
  return (
    <>
      <label for={id}>{props.label}</label>
      <input
        id={id}
        class="input mono count"
        type="number"
        min={props.least}
        max={props.most}
        required
        autoFocus={props.autofocus}
        value={props.value}
        onFocus={({ currentTarget }) => currentTarget.select()}
        onInput={({ currentTarget: { valueAsNumber: value } }) =>
          Number.isInteger(value) && value >= props.least && value <= props.most && props.onValue(value)
        }
      />
    </>
  );
}
