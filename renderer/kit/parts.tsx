/** The small pieces that all panels share. */
import type { ComponentChildren } from 'preact';
import { escapeForLine } from '../../shared/format/escape.ts';
import type { NodeAddress } from '../../shared/cluster/topology.ts';
import type { Failure } from '../../shared/failure.ts';
import { hasAddress } from '../../shared/cluster/no-address.ts';
import { menuTarget } from './menu-target.ts';
import type { KeyText } from './slot-query.ts';
import { words } from './words.ts';

const COLOURS = 8;
/** The attribute that gives a subtree a shard's colour; after eight the colours repeat, the number does not. */
export const shardColour = (shard: number | null) =>
  shard === null ? undefined : String(((shard - 1) % COLOURS) + 1);

/** It has the menu of its shard. `isGroup`: of codis, which has groups in place of shards. */
export function ShardBadge({ shard, isGroup = false }: { shard: number | null; isGroup?: boolean }) {
  if (shard === null)
    return (
      <b class="shard none" role="img" aria-label={words.shard(null, isGroup)}>
        ?
      </b>
    );
  return (
    <b
      class="shard"
      data-shard={shardColour(shard)}
      role="img"
      aria-label={words.shard(shard, isGroup)}
      {...(!isGroup && menuTarget({ kind: 'shard', number: shard }))}
    >
      {shard}
    </b>
  );
}

/** Cuts a long host but never the port, which may be all that tells two nodes apart. */
export function Address({ address, isDialled = true }: { address: NodeAddress; isDialled?: boolean }) {
  const target = isDialled ? menuTarget({ kind: 'node', address }) : undefined;
  if (!hasAddress(address))
    return (
      <span class="address cut" {...target}>
        {address}
      </span>
    );
  const at = address.lastIndexOf(':');
  return (
    <bdi class="mono address" {...target}>
      <span class="cut">{address.slice(0, at)}</span>
      <span>{address.slice(at)}</span>
    </bdi>
  );
}

export const Arrow = () => <span class="arrow">→</span>;

/** A key with the part that decides its slot marked. */
export function MarkedKey({ text, shard }: { text: KeyText; shard: number | null }) {
  return (
    <bdi class="mono fg key" data-shard={shardColour(shard)}>
      {text.before}
      <mark>{text.hashed}</mark>
      {text.after}
    </bdi>
  );
}

/** Characters shown of a failure: it may quote a server. */
const MOST = 1500;

export function FailureText({ failure }: { failure: Failure }) {
  return (
    <p class="failure" role="alert">
      <span class="bad">{escapeForLine(failure.message.slice(0, MOST))}</span> {failure.advice}
    </p>
  );
}

export const isMac = /Mac/.test(globalThis.navigator?.platform ?? '');
const KEY_NAMES: { readonly [key: string]: string } = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
  CmdOrCtrl: isMac ? '⌘' : words.keys.control,
  Shift: isMac ? '⇧' : words.keys.shift,
};

/** An accelerator as people read it: `CmdOrCtrl+Shift+N` is `Ctrl Shift N`. */
export const shortcutText = (shortcut: string): string =>
  shortcut
    .split('+')
    .map((key) => KEY_NAMES[key] ?? key)
    .join(' ');

/** Nothing for an action without keys. */
export const Shortcut = ({ keys }: { keys: string }) =>
  keys === '' ? null : <kbd>{shortcutText(keys)}</kbd>;

export function IconButton(props: {
  label: string;
  children: ComponentChildren;
  onClick: () => void;
  hint?: string;
}) {
  return (
    <button
      type="button"
      class="icon"
      aria-label={props.label}
      title={props.hint ?? props.label}
      onClick={props.onClick}
    >
      {props.children}
    </button>
  );
}
