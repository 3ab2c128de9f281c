/** Calls that the slot map makes to main. */
import { unpackDetail } from '../../../shared/slots/packed-detail.ts';
import type { SlotStats } from '../../../shared/slots/slot-model.ts';
import { failureOf } from '../../kit/client.ts';
import type { Perform, Surroundings } from '../../window/feature.ts';
import { SHADE_METRICS } from './state.ts';
import { words } from './words.ts';

export const performMap = ({ client, send, draw }: Surroundings): Perform => {
  const failed = (error: unknown) => send({ type: 'map-failed', failure: failureOf(error) });
  return (message, state) => {
    const { cluster, counts, progress } = state.map;
    const { database } = state.session;
    // The shell has gone to another database: the counts follow it.
    if (counts && counts.database !== database && !progress) return send({ type: 'map-count' });
    switch (message.type) {
      case 'map-count':
        client.slotCounts({ database }).then(
          (counts) => send({ type: 'map-counts', counts, cluster }),
          (error: unknown) => send({ type: 'map-count-failed', failure: failureOf(error), cluster }),
        );
        return;
      case 'map-read-stats':
        client
          .slotStats(undefined)
          .catch(noStats)
          .then((stats) => send({ type: 'map-stats', stats, cluster }), failed);
        return;
      case 'map-ask-sides':
        client.slotDetail({ slot: message.slot, limit: 0, database }).then(
          (detail) => send({ type: 'map-sides', detail: unpackDetail(detail), cluster }),
          // The read-out does without them. The Slot panel says why, to whoever asks for the slot's keys.
          () => undefined,
        );
        return;
      case 'map-shade':
        if (message.shade === 'keys' && !state.map.counts && !state.map.progress) send({ type: 'map-count' });
        if (SHADE_METRICS[message.shade]) send({ type: 'map-read-stats' });
        return;
      case 'map-focus-keys':
        draw();
        document.getElementById('slot-query')?.focus();
        return;
      case 'map-copy':
        client
          .copyText({ text: message.text })
          .then(() => send({ type: 'map-note', text: words.view.copied(message.text) }), failed);
        return;
      case 'map-save':
        client
          .saveText({ suggestion: message.suggestion, text: message.content })
          .then((path) => path !== null && send({ type: 'map-note', text: words.view.saved(path) }), failed);
    }
  };
};

/** Metrics that nobody asked for fail silently; the buttons that need them say why they are disabled. */
function noStats(error: unknown): SlotStats {
  const { message, advice } = failureOf(error);
  return { supported: false, note: `${message} ${advice}`.trim(), metrics: {}, at: 0 };
}
