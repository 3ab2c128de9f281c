import type { LanguageName } from '../../../shared/language/language.ts';
import { BroadcastIcon } from '../../kit/icons.tsx';
import { broadcastWords } from './words.ts';

/** On each shell that takes part. */
export function BroadcastMark({ language }: { language: LanguageName }) {
  const { mark } = broadcastWords(language);
  return (
    <span class="broadcastmark" role="img" aria-label={mark} title={mark}>
      <BroadcastIcon />
    </span>
  );
}
