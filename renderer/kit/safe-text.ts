/**
 * Escapes every text that panels draw: names and messages of servers reach labels, tooltips and lists by many roads, and
 * none of them may hide or reorder the text beside it. Text that is safe already stays as it is.
 */
import { options, type VNode } from 'preact';
import { escapeForLabel } from '../../shared/format/escape.ts';

/** Attributes that are shown or read aloud. */
const SPOKEN = ['title', 'aria-label', 'aria-description', 'aria-valuetext', 'alt', 'placeholder'] as const;

type Props = Record<string, unknown>;

/** Call once, before anything is drawn. */
export function escapeAllText(): void {
  const before = options.vnode;
  options.vnode = (vnode) => {
    escapeText(vnode);
    before?.(vnode);
  };
}

function escapeText(vnode: VNode): void {
  // A text node has no type, and its text for properties.
  if (typeof vnode.props === 'string') {
    (vnode as { props: unknown }).props = escapeForLabel(vnode.props);
    return;
  }
  if (typeof vnode.type !== 'string') return;
  const props = vnode.props as Props;
  for (const name of SPOKEN) {
    const text = props[name];
    if (typeof text === 'string') props[name] = escapeForLabel(text);
  }
}
