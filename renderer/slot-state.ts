/** The Slot panel: what is typed, and what the slot's nodes answered for the slot last asked for. */
import type { Failure } from '../shared/model.ts';
import type { SlotDetail } from '../shared/slot-model.ts';
import type { Message } from './message.ts';

export interface SlotPane {
  text: string;
  asked: { slot: number; limit: number } | null;
  pending: boolean;
  detail: SlotDetail | null;
  detailAt: number;
  failure: Failure | null;
}

export type SlotMessage =
  | { type: 'slot-text'; text: string }
  /** Shows the Slot panel, too. */
  | { type: 'ask-slot'; slot: number; limit: number; text?: string }
  | { type: 'slot-detail'; detail: SlotDetail }
  | { type: 'slot-failed'; slot: number; failure: Failure };

export const EMPTY_SLOT: SlotPane = {
  text: '',
  asked: null,
  pending: false,
  detail: null,
  detailAt: 0,
  failure: null,
};

export function reduceSlot(slot: SlotPane, message: Message, now: number): SlotPane {
  switch (message.type) {
    case 'slot-text':
      return { ...slot, text: message.text };
    case 'ask-slot': {
      const same = slot.detail?.slot === message.slot;
      return {
        ...slot,
        text: message.text ?? slot.text,
        asked: { slot: message.slot, limit: message.limit },
        pending: true,
        detail: same ? slot.detail : null,
        failure: null,
      };
    }
    case 'slot-detail':
      // An answer to an earlier question comes too late to be shown.
      if (message.detail.slot !== slot.asked?.slot) return slot;
      return { ...slot, pending: false, detail: message.detail, detailAt: now, failure: null };
    case 'slot-failed':
      if (message.slot !== slot.asked?.slot) return slot;
      return { ...slot, pending: false, failure: message.failure };
    default:
      return slot;
  }
}
