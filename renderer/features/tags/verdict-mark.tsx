import type { ScanState, TagRow } from '../../../shared/slots/scan-model.ts';
import { wordsOf } from './scan-words.ts';

interface MarkProps {
  verdict: TagRow['verdict'];
  reason: string;
  scan: ScanState;
}

/** Names the problem of a tag. */
export const VerdictMark = ({ verdict, reason, scan }: MarkProps) =>
  verdict === 'none' ? null : (
    <span class={`verdict ${verdict}`} title={reason}>
      {wordsOf(scan).table.verdicts[verdict]}
    </span>
  );
