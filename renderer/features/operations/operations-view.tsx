/** One page at a time: what can be done, a form, a plan, an operation. */
import type { PanelProps } from '../../window/state.ts';
import { Choose } from './choose.tsx';
import { FormPage } from './form.tsx';
import { useKeptFocus, useOperationKeys } from './keys.ts';
import { PlanPage } from './plan-page.tsx';
import { WatchPage } from './watch-page.tsx';
import { words } from './words.ts';

export function OperationsView({ state, send }: PanelProps) {
  const onKeyDown = useOperationKeys({ state, send });
  const onFocusIn = useKeptFocus();
  return (
    <section
      class="operations"
      aria-label={words.name}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      onFocusIn={onFocusIn}
    >
      <Page state={state} send={send} />
    </section>
  );
}

function Page({ state, send }: PanelProps) {
  const { page, draft, offered, status, watched } = state.operations;
  if (page === 'plan' && offered) return <PlanPage offered={offered} state={state} send={send} />;
  if (page === 'watch' && status && watched)
    return <WatchPage status={status} watched={watched} state={state} send={send} />;
  if (page === 'form' && draft) return <FormPage draft={draft} state={state} send={send} />;
  return <Choose state={state} send={send} />;
}
