import { escapeForLine } from '../../../../shared/format/escape.ts';
import type { Remedy } from '../../../../shared/connections/doctor.ts';
import { newTls } from '../../../../shared/connections/new-profile.ts';
import type { Draft } from '../state.ts';
import type { Send } from '../../../window/state.ts';
import { words } from './words.ts';

interface Props<R extends Remedy = Remedy> {
  remedy: R;
  draft: Draft;
  send: Send;
  onRun: () => void;
}

/** Each button changes the form, and tests again if that can tell at once. None saves. */
export function RemedyButtons({ remedy, draft, send, onRun }: Props) {
  const { profile } = draft;
  const apply = (change: Partial<typeof profile>) => {
    send({ type: 'edit-draft', change });
    onRun();
  };
  switch (remedy.kind) {
    case 'accept-host-key': {
      const { ssh } = profile;
      return ssh ? (
        <button
          type="button"
          class={remedy.known ? 'btn danger' : 'btn primary'}
          onClick={() => apply({ ssh: { ...ssh, hostKey: remedy.hostKey } })}
        >
          {remedy.known ? words.acceptChangedKey : words.acceptKey}
        </button>
      ) : null;
    }
    case 'use-tls':
      return (
        <button type="button" class="btn primary" onClick={() => apply({ tls: remedy.on ? newTls() : null })}>
          {remedy.on ? words.useTls : words.noTls}
        </button>
      );
    case 'master-name': {
      const { sentinel } = profile;
      return sentinel ? (
        <div class="row wrap">
          {remedy.names.map((master) => (
            <button
              key={master}
              type="button"
              class="btn"
              onClick={() => apply({ sentinel: { ...sentinel, master } })}
            >
              {words.useMaster(escapeForLine(master))}
            </button>
          ))}
        </div>
      ) : null;
    }
    case 'map-addresses':
      return <MapButton remedy={remedy} draft={draft} send={send} onRun={onRun} />;
  }
}

/** A line is complete if its node was found elsewhere; else the focus goes to the missing address. */
function MapButton({ remedy, draft, send }: Props<Extract<Remedy, { kind: 'map-addresses' }>>) {
  const { nat } = draft.profile;
  const lines = remedy.entries.filter((entry) => !nat.some(({ announced }) => announced === entry.announced));
  return (
    <button
      type="button"
      class={lines.some(({ reached }) => reached === '') ? 'btn primary' : 'btn'}
      disabled={lines.length === 0}
      onClick={() => {
        const gap = lines.findIndex(({ reached }) => reached === '');
        const line = nat.length + Math.max(0, gap);
        send({ type: 'edit-draft', change: { nat: [...nat, ...lines] } });
        requestAnimationFrame(() =>
          requestAnimationFrame(() => document.getElementById(`profile-nat.${line}.reached`)?.focus()),
        );
      }}
    >
      {lines.length === 0 ? words.mapped : words.map}
    </button>
  );
}
