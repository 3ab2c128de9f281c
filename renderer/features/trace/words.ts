/** Texts of the Trace tab. */
import { counted } from '../../../shared/format/count.ts';

export const words = {
  empty:
    'Each command’s route appears here: which node was asked, what it answered (MOVED, ASK, TRYAGAIN), and what the slot cache learned.',
  tryOne: 'Run one in the shell, such as',
  order: 'Newest first',
  sum: (commands: number, moved: number, ask: number) =>
    `${counted(commands, 'command')} · ${moved} MOVED · ${ask} ASK`,
  list: 'Trace, newest first',
  took: (milliseconds: string) => `${milliseconds} ms`,
  openReply: (size: string) => `Open the reply, ${size}`,
  reply: 'reply',
  routes: { 'slot-question': 'asked the owner', replica: 'READONLY' },
  waited: (milliseconds: string) => `waited ${milliseconds} ms`,
  afterAsking: 'after ASKING',
  slot: (slot: number | null) => `slot ${slot ?? '?'}`,
  crossSlot: 'refused, nothing written',
  lost: 'may or may not have run',
  notSent: 'not sent',
  readonly: 'a replica takes no writes',
  askTeachesNothing: 'nothing learned: ASK is for one command',
  notFollowed: 'nothing learned: not followed',
  knownAlready: 'the slot cache knew that already',
  change: (from: string | null, to: string) => `was ${from ?? 'unknown'}, now ${to}`,
  learned: 'slot cache learned:',
  shard: (shard: number) => `shard ${shard}`,
};
