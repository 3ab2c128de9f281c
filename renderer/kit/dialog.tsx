import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** A modal dialog for as long as it is drawn. Focus goes back to where it was; Escape and a click beside it close it. */
export function Dialog(props: {
  label: string;
  kind: string;
  onClose: () => void;
  children: ComponentChildren;
  role?: 'alertdialog';
  /** Id of the element that says what it is about. */
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
        Close <kbd>Esc</kbd>
      </button>
    </div>
  );
}
