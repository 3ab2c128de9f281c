/** Texts about slots that are not served, and about commands that a proxy refuses. */
import { inLanguages } from '../language/texts.ts';
import { codisZh, infoZh, slotHealthZh, twemproxyZh } from './words.zh-Hans.ts';

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
    sentWhenOff: '{advice} With redirects off it is sent all the same.',
  },
  'zh-Hans': twemproxyZh,
});

export const codisWords = inLanguages({
  en: {
    /** Why it is not sent: after “Would not be sent:”, and in `notSent`. */
    what: {
      notAllowed: 'codis does not allow it',
      pingAddress: 'codis takes the text of PING for the address of a server behind it',
      infoAddress: 'codis takes the first argument of INFO for the address of a server behind it',
      noUsers: 'codis takes AUTH with a password only, and knows no users',
      noHello: 'codis speaks RESP2 only, and does not know HELLO',
    },
    notSent: '{command} was not sent: {why}.',
    /** For commands with an alternative to asking a server behind it. */
    advice: {
      ping: 'Type PING alone, or PING ADDRESS for a server behind it.',
      info: 'Type INFO ADDRESS, or INFO ADDRESS SECTION: the Nodes panel lists the addresses.',
      hello: 'Use AUTH PASSWORD to log in.',
      auth: 'Type AUTH PASSWORD.',
      multi:
        'Each command runs by itself through codis. A script (EVAL) runs as one, if its keys share a tag.',
      keys: 'SLOTSSCAN SLOT CURSOR lists the keys of one slot; the Hash tags view goes through all of them.',
      scan: 'SLOTSSCAN SLOT CURSOR lists the keys of one slot; the Hash tags view goes through all of them.',
      dbsize: 'The Nodes panel shows the keys of each group; SLOTSINFO ADDRESS counts them by slot.',
      msetnx: 'SETNX sets one key.',
      cluster: 'SLOTSMAPPING shows the slots and their servers.',
    },
    otherAdvice: 'Connect to a server behind the proxy for it.',
    sentWhenOff: '{advice} With redirects off it is sent all the same.',
    /** What an error of codis means for the command. `keys` are those of one that it divides. */
    fate: {
      didNotRun: 'codis did not pass it on: it did not run.',
      inPart:
        'codis sends a command with several keys key by key. It stopped here: keys before this one may be done, the others are not.',
      unknown:
        'codis had passed it on and lost the answer: it may or may not have run. Look at the data before you repeat it.',
      onlyReads: 'codis had passed it on and lost the answer. It only reads: nothing was changed.',
      offline: 'The slot has no server. codis-fe or the dashboard assigns it to a group.',
    },
    /** `slots` is `foo → 289 [1], bar → 170 [1]`. */
    apart:
      '{command} was not sent: codis gives it whole to the group of {key}, and its keys are in several groups ({slots}). It would answer as if the other keys did not exist there.',
    apartAdvice:
      'Give the keys a common part in braces. On a connection that is not production it is sent all the same.',
    noTargets: 'Not sent: codis picks the server by the key, and {target} cannot be chosen through it.',
    noTargetsAdvice: 'INFO ADDRESS and SLOTSINFO ADDRESS ask one server behind it.',
  },
  'zh-Hans': codisZh,
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
