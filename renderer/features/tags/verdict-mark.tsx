import type { TagRow } from '../../../shared/slots/scan-model.ts';

const WORDS: { readonly [V in TagRow['verdict']]: string } = {
  'too-big': 'too big for one shard',
  heavy: 'heavy',
  none: '',
};

/** What is wrong with a tag, in words. */
export const VerdictMark = ({ verdict, reason }: { verdict: TagRow['verdict']; reason: string }) =>
  verdict === 'none' ? null : (
    <span class={`verdict ${verdict}`} title={reason}>
      {WORDS[verdict]}
    </span>
  );
