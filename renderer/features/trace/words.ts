/** Texts of the Trace tab. */
import { inLanguages } from '../../../shared/language/texts.ts';
import { shapesZh, traceZh } from './words.zh-Hans.ts';

export const traceWords = inLanguages({
  en: {
    empty:
      'Each command’s route appears here: which node was asked, what it answered (MOVED, ASK, TRYAGAIN), and what the slot cache learned.',
    tryOne: 'Run one in the shell, such as',
    order: 'Newest first',
    sum: '{commands, plural, one {# command} other {# commands}} · {moved} MOVED · {ask} ASK',
    list: 'Trace, newest first',
    took: '{time} ms',
    openReply: 'Open the reply, {size}',
    reply: 'reply',
    routes: { 'slot-question': 'asked the owner', replica: 'READONLY', proxy: 'through codis' },
    waited: 'waited {time} ms',
    afterAsking: 'after ASKING',
    slot: 'slot {slot}',
    crossSlot: 'refused, nothing written',
    lost: 'may or may not have run',
    notSent: 'not sent',
    readonly: 'a replica takes no writes',
    askTeachesNothing: 'nothing learned: ASK is for one command',
    notFollowed: 'nothing learned: not followed',
    knownAlready: 'the slot cache knew that already',
    change: 'was {from, select, none {unknown} other {{from}}}, now {to}',
    learned: 'slot cache learned:',
    shard: 'shard {shard}',
  },
  'zh-Hans': traceZh,
});

/** A reply's type and size. */
export const shapeWords = inLanguages({
  en: {
    status: 'status',
    error: 'error',
    integer: 'integer',
    nil: 'nil',
    boolean: 'boolean',
    double: 'double',
    'big-number': 'big number',
    attributed: 'with attributes',
    other: 'reply',
    string: 'string, {count, plural, one {# byte} other {# bytes}}',
    array: 'array, {count, number}',
    set: 'set, {count, number}',
    push: 'push, {count, number}',
    map: 'map, {count, plural, one {# pair} other {# pairs}}',
  },
  'zh-Hans': shapesZh,
});
