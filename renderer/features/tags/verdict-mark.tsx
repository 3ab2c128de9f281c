import type { TagRow } from '../../../shared/slots/scan-model.ts';
import { words } from './words.ts';

/** Names the problem of a tag. */
export const VerdictMark = ({ verdict, reason }: { verdict: TagRow['verdict']; reason: string }) =>
  verdict === 'none' ? null : (
    <span class={`verdict ${verdict}`} title={reason}>
      {words.table.verdicts[verdict]}
    </span>
  );
