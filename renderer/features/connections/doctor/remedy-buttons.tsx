import { escapeForLine } from '../../../../shared/format/escape.ts';
import type { Remedy } from '../../../../shared/connections/doctor.ts';
import { newTls } from '../../../../shared/connections/new-profile.ts';
import type { Draft } from '../state.ts';
import type { Send } from '../../../window/state.ts';

interface Props<R extends Remedy = Remedy> {
  remedy: R;
  draft: Draft;
  send: Send;
  onRun: () => void;
}

/** Change the form, and try again where that can be told at once; nothing is saved by it. */
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
          {remedy.known ? 'Accept the changed key' : 'Accept this host key'}
        </button>
      ) : null;
    }
    case 'use-tls':
      return (
        <button type="button" class="btn primary" onClick={() => apply({ tls: remedy.on ? newTls() : null })}>
          {remedy.on ? 'Use TLS' : 'Switch TLS off'}
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
              Use {escapeForLine(master)}
            </button>
          ))}
        </div>
      ) : null;
    }
    case 'map-addresses':
      return <MapButton remedy={remedy} draft={draft} send={send} onRun={onRun} />;
  }
}

/** Where a node was found the line is whole; else the focus goes to what is missing. */
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
      {lines.length === 0 ? 'In the NAT map' : 'Add to NAT map…'}
    </button>
  );
}
