/** Pasted lines, held until they are confirmed. */
import type { PasteQuestion } from './paste-question.ts';

/** Pasted lines, held until they are confirmed. */
export interface PasteOverlay {
  kind: 'paste';
  paste: PasteQuestion;
}
