/** Scrolls the list to an entry that is asked for elsewhere. */
import type { Perform, Surroundings } from '../../window/feature.ts';
import { entryHeight } from './trace-panel.tsx';

export const performTrace =
  ({ send, draw }: Surroundings): Perform =>
  (message, { trace }) => {
    if (message.type !== 'trace-show') return;
    send({ type: 'action', name: 'show-trace' });
    draw();
    const index = trace.findIndex(({ id }) => id === message.execution);
    const scroller = document.querySelector('#inspector .scroller');
    if (scroller && index >= 0)
      scroller.scrollTop = trace.slice(0, index).reduce((sum, entry) => sum + entryHeight(entry), 0);
  };
