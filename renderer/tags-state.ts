/** The Hash tags view: the scan's options, how far it is, the rows that are shown. */
import type { Failure } from '../shared/model.ts';
import { DEFAULT_SCAN, type ScanOptions, type ScanState } from '../shared/scan-model.ts';
import type { Message } from './message.ts';

export interface TagsState {
  options: ScanOptions;
  /** Null before the first scan of this connection. */
  scan: ScanState | null;
  failure: Failure | null;
}

export type TagsMessage =
  | { type: 'scan'; scan: ScanState | null }
  | { type: 'scan-options'; options: Partial<ScanOptions> }
  | { type: 'scan-start' }
  | { type: 'scan-failed'; failure: Failure };

export const emptyTags = (scan: ScanState | null): TagsState => ({
  options: scan?.options ?? DEFAULT_SCAN,
  scan,
  failure: null,
});

export function reduceTags(tags: TagsState, message: Message): TagsState {
  switch (message.type) {
    case 'scan':
      return { ...tags, scan: message.scan };
    case 'scan-options':
      return { ...tags, options: { ...tags.options, ...message.options } };
    case 'scan-start':
      return { ...tags, failure: null };
    case 'scan-failed':
      return { ...tags, failure: message.failure };
    default:
      return tags;
  }
}
