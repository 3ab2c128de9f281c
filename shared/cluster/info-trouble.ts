/** Why a node has no metrics although it was asked for them. Plain data only. */
import { clockTime } from '../format/clock.ts';

export interface InfoTrouble {
  /** silent: no answer to INFO · too-large: the answer exceeds the limit. */
  kind: 'silent' | 'too-large';
  /** Milliseconds since 1970 of the first unanswered question. */
  since: number;
  /** In a few words, at most 200 characters. */
  reason: string;
}

/** A few words for a list, and a sentence with all that is known. */
export const troubleWords = ({ kind, since, reason }: InfoTrouble): { short: string; long: string } =>
  kind === 'silent'
    ? {
        short: `silent since ${clockTime(since)}`,
        long: `INFO not answered since ${clockTime(since)} (${reason})`,
      }
    : { short: 'INFO too large', long: `INFO not read since ${clockTime(since)} (${reason})` };
