/** Texts about slots that are not served, and about commands that a proxy refuses. */
import { inLanguages } from '../language/texts.ts';
import { infoZh, slotHealthZh, twemproxyZh } from './words.zh-Hans.ts';

export const slotHealthWords = inLanguages({
  en: {
    ownerless: 'Restart its node, or assign the slot to another one with CLUSTER ADDSLOTS there.',
    /** `ranges` is text such as `0-5460, 7000`; `slots` says whether that is one slot. */
    unowned:
      '{slots, plural, one {Slot {ranges} is not served: no node owns it.} other {Slots {ranges} are not served: no node owns them.}}',
    are: '{slots, plural, one {Slot {ranges} is} other {Slots {ranges} are}}',
    unserved: '{slots, plural, one {Slot {ranges} is} other {Slots {ranges} are}} not served: {reason}.',
    mayBeUnserved: '{slots, plural, one {Slot {ranges}} other {Slots {ranges}}} may not be served: {reason}.',
    moreRanges: '{ranges} and {count, plural, one {# more range} other {# more ranges}}',
    reasons: {
      noPrimary: 'shard {shard} has no primary',
      noAddress: "the cluster knows no address of shard {shard}'s primary, node {node}",
      only: 'the only node of shard {shard}, {node}, is {state, select, suspected {suspected to be down} other {down}}',
      primary:
        'the primary of shard {shard}, {node}, is {state, select, suspected {suspected to be down} other {down}}',
      all: '{nodes, plural, =2 {both} other {all {nodes}}} nodes of shard {shard} are {state, select, suspected {suspected to be down} other {down}}',
    },
    advice: {
      onceAgreed: 'Once most primaries agree that it is down, replica {heir} takes over: try again then.',
      noHeirNow: 'No replica can take over now. The slots are served again when the node answers.',
      noAddress:
        'This happens when a node restarts without its nodes.conf. The cluster does not count it as failed, so no replica takes over by itself. To make one take over, type: {command}',
      noAddressNoHeir:
        'This happens when a node restarts without its nodes.conf. It has no replica to take over: restart it with its old nodes.conf and data, or assign its slots to another node.',
      noHeir: 'No replica can take over: restart one of its nodes.',
      noMajority:
        'Replica {heir} is not elected while most primaries are down: restart them, or type: {command}',
      soon: 'Replica {heir} takes over by itself within seconds: try again then. If it does not, type: {command}',
    },
  },
  'zh-Hans': slotHealthZh,
});

export const twemproxyWords = inLanguages({
  en: {
    /** Why it would close the connection: after “Would not be sent:”, and in `notSent`. */
    what: {
      unknown: 'twemproxy does not know it',
      barePing: 'twemproxy takes PING without a text only',
      bareCommand: 'twemproxy takes COMMAND without a subcommand only',
      noUsers: 'twemproxy takes AUTH with a password only, and knows no users',
      noKey: 'twemproxy goes by the first key, and this script has none',
      noValue: 'twemproxy wants a value for each key',
      otherNumber: 'twemproxy wants another number of arguments',
      moreArguments: 'twemproxy wants more arguments',
    },
    notSent: '{command} was not sent: {why}, and would close the connection.',
    /** For commands with an alternative to asking a server behind it. */
    advice: {
      select: 'The database is in the proxy’s configuration (redis_db).',
      keys: 'Each server behind it has its own part of the keys: ask them one by one.',
      scan: 'Each server behind it has its own part of the keys: ask them one by one.',
    },
    otherAdvice: 'Connect to a server behind the proxy for it.',
  },
  'zh-Hans': twemproxyZh,
});

/** Why a node has no metrics. */
export const infoWords = inLanguages({
  en: {
    silent: 'silent since {time}',
    silentLong: 'INFO not answered since {time} ({reason})',
    tooLarge: 'INFO too large',
    tooLargeLong: 'INFO not read since {time} ({reason})',
  },
  'zh-Hans': infoZh,
});
