/** Scrolls the list to an entry that is asked for elsewhere, and copies entries. */
import type { Perform, Surroundings } from '../../window/feature.ts';
import { traceOf } from './trace-entry.ts';
import { entryHeight } from './trace-panel.tsx';
import { TRACE_FORMS } from './trace-text.ts';

export const performTrace =
  ({ client, send, draw, report }: Surroundings): Perform =>
  (message, { trace: all, active }) => {
    if (message.type === 'trace-copy') {
      const entry = traceOf(all, message.shell).find(({ id }) => id === message.execution);
      if (entry) client.copyText({ text: TRACE_FORMS[message.form](entry) }).catch(report);
    }
    if (message.type !== 'trace-show') return;
    send({ type: 'action', name: 'show-trace' });
    draw();
    const trace = traceOf(all, active);
    const index = trace.findIndex(({ id }) => id === message.execution);
    const scroller = document.querySelector('#inspector .scroller');
    if (scroller && index >= 0)
      scroller.scrollTop = trace.slice(0, index).reduce((sum, entry) => sum + entryHeight(entry), 0);
  };
