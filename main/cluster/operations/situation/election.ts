/** What the servers do about a primary that does not answer. Pure. */
import { counted } from '../../../../shared/format/count.ts';
import type { SituationRow } from '../../../../shared/operations/situation.ts';
import { aliveIn, flaggedBy, lastHeard, type Facts, type ShardFacts } from './facts.ts';
import { seconds } from './row.ts';

/** Node timeouts after which an election should be over: detection, then up to two rounds of votes. */
const ROUNDS = 4;

export interface Election {
  byItself: SituationRow['byItself'];
  /** Why nobody should fail over by hand now; null if it would help. */
  wait: string | null;
}

export function electionOf(facts: Facts, shard: ShardFacts): Election {
  const { reading, votes, measures } = facts;
  const { primary, service } = shard;
  const alive = aliveIn(shard);
  const { available, needed, total } = votes;
  if (alive.length === 0)
    return {
      byItself: {
        lead: 'Nothing.',
        text:
          service === 'unserved'
            ? `No replica is left to elect. It ends when ${primary.address} is back.`
            : 'It has no replica that answers, and the other nodes have not flagged it.',
      },
      wait: null,
    };
  const timeout = measures.nodeTimeoutMs;
  const vote = `${needed} of ${counted(total, 'vote')} are needed, and ${available} primaries can vote`;
  if (available < needed)
    return {
      byItself: { lead: 'Nothing.', text: `No election can pass: ${vote}.` },
      wait: null,
    };
  if (flaggedBy(reading, primary.id, 'fail').length === 0)
    return {
      byItself: {
        lead: 'An election is due',
        text: `once ${timeout === null ? 'the node timeout' : `the node timeout (${seconds(timeout)})`} is over and a majority flags it: ${vote}.`,
      },
      wait: 'An election is due. Wait for it first.',
    };
  const heard = lastHeard(reading, primary.id);
  const elapsed = heard === null ? null : reading.readAt - heard;
  if (timeout !== null && elapsed !== null && elapsed > ROUNDS * timeout + 5000)
    return {
      byItself: {
        lead: 'Nothing yet:',
        text: `an election was due and no replica has won it in ${seconds(elapsed)}, although ${vote}. The log of ${alive[0]!.address} says why.`,
      },
      wait: null,
    };
  return {
    byItself: { lead: 'An election is under way:', text: `${vote}.` },
    wait: 'An election is under way. Wait for it first.',
  };
}
