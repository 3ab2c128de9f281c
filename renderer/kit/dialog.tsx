import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { words } from './words.ts';

/** A modal dialog while it is drawn. Escape and a click beside it close it; the focus returns to where it was. */
export function Dialog(props: {
  label: string;
  kind: string;
  onClose: () => void;
  children: ComponentChildren;
  role?: 'alertdialog';
  /** Id of the element that describes it. */
  describedBy?: string;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      class={`dialog ${props.kind}`}
      role={props.role}
      aria-label={props.label}
      aria-describedby={props.describedBy}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) props.onClose();
      }}
    >
      <div class="dialogbody">{props.children}</div>
    </dialog>
  );
}

export function DialogHead({ title, onClose }: { title: string; onClose: () => void }) {
  return (
    <div class="dialoghead">
      <h2>{title}</h2>
      <span class="grow" />
      <button type="button" class="btn quiet" onClick={onClose}>
        {words.close} <kbd>Esc</kbd>
      </button>
    </div>
  );
}
