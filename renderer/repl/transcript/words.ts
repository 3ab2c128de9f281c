/**
 * Texts of the transcript: annotations, and explanations of what an answer means and what to do. `none` stands for a node that is
 * not known. Lines that redis-cli prints as well are in no language.
 */
import { inLanguages } from '../../../shared/language/texts.ts';
import {
  answerZh,
  clusterDownZh,
  crossSlotZh,
  errorsZh,
  hopsZh,
  movedZh,
  settingsZh,
} from './words.zh-Hans.ts';

export const movedWords = inLanguages({
  en: {
    belongs:
      'Slot {slot} belongs to {owner}{badge}, not to {node, select, none {this node} other {{node}}}. The command did not run.',
    noAddress:
      '{node, select, none {This node} other {{node}}} names no address for slot {slot}, so there is nowhere to go. The command did not run.',
    redirectsOff:
      'Redirects are off: direct goes to the owner at once by the slot cache; follow asks here first and then goes where MOVED points, as redis-cli -c does.',
    learned: 'The slot cache has learned from it: slot {slot} is at {owner}.',
    stays: 'Every key of slot {slot} is at {owner} until the slot moves again.',
    asked:
      'Slot {slot} is moving to {owner}{badge}, which already has this key, or would receive it. Only this one command should go there, after ASKING.',
    askedOff:
      'Redirects are off, so it did not run. Direct and follow would have sent it there; the slot cache learns nothing from ASK.',
  },
  'zh-Hans': movedZh,
});

export const clusterDownWords = inLanguages({
  en: {
    disowned: 'The map of {source} gives slot {slot} to {node}, and {node} says itself that nobody owns it.',
    addSlots: 'If that stays so, type: @node:{node} cluster addslots {slot}',
    notHeard:
      '{node, select, none {The node} other {{node}}} knows no owner of the slot of this key{source, select, none {} other { though {source} does}}: it may not have heard yet. Try again.',
    refuses:
      '{node, select, none {The node} other {{node}}} refuses commands because some slots have no owner that works, or because it does not reach most of the primaries.',
    served:
      'By the map of {source} every slot is served: {node, select, none {the node} other {{node}}} may be cut off, or lag behind.',
    refusesAll:
      'The cluster refuses commands because slots are not served and cluster-require-full-coverage is yes, or because most primaries are down.',
    fullCoverage:
      'With cluster-require-full-coverage no, the other slots go on while most primaries are up. A node that is down looks at the setting at once; one that serves, only when a node or slot changes next.',
    more: 'And {count, plural, one {# more shard} other {# more shards}}.',
  },
  'zh-Hans': clusterDownZh,
});

export const crossSlotWords = inLanguages({
  en: {
    oneSlot: 'All keys of one command must be in one slot: give them a common part in braces.',
    more: '   and {count} more',
    spread: '{keys, plural, one {# key} other {# keys}}, {slots, plural, one {# slot} other {# slots}}',
    spreadOverShards:
      '{keys, plural, one {# key} other {# keys}}, {slots, plural, one {# slot} other {# slots}}, {shards, plural, one {# shard} other {# shards}}',
    shared: 'A shared part in braces puts them in one slot: ',
    /** Follows the keys Alt+S. */
    split: ' runs it as {slots} commands, one a slot, as @split before it does.',
    splitNotAtomic:
      ' runs it as {slots} commands, one a slot, as @split before it does: then it is no longer atomic.',
  },
  'zh-Hans': crossSlotZh,
});

export const errorWords = inLanguages({
  en: {
    unknownFate: 'It was sent and no answer came: it may or may not have run. It is not sent again.',
    tryAgain:
      'Slot {slot, select, none {of these keys} other {{slot}}} is being moved and the keys are on two nodes: a command that needs all of them must wait until they are together.',
    tryAgainLater: 'Run it again when the move is done, or ask for one key at a time.',
    readOnly:
      '{node, select, none {This node} other {{node}}} is a replica: writes belong to its primary. Direct mode sends them there.',
    readOnlyWithoutSlots:
      '{node, select, none {This node} other {{node}}} is a replica: writes belong to its primary. Connect to the primary to write; info replication names it (master_host, master_port).',
    noAuth: 'This server requires a password. Type: auth PASSWORD, or: auth USER PASSWORD',
    wrongPass:
      'The name or the password is wrong, or the user is off. A server older than Redis 6 has a password and no users: auth PASSWORD',
    noPerm:
      'The user of this connection is not allowed to do that. ACL WHOAMI names the user; ACL GETUSER lists its permissions, if it may ask.',
    wrongType: 'The key holds another type of value. To see which: type {key}',
    outOfMemory:
      '{node, select, none {The node} other {{node}}} has reached maxmemory and may not, or cannot, evict enough: commands that need memory are refused, reads and DEL still work.',
    outOfMemoryLook: 'See: info memory, config get maxmemory-policy',
    notSaved:
      'The last snapshot to disk failed and stop-writes-on-bgsave-error is on, so writes are refused until one succeeds. The reason is in the server log; info persistence says when it happened.',
    loading:
      '{node, select, none {The node} other {{node}}} is still reading its data from disk after a start. It answers when it is done.',
    masterDown:
      '{node, select, none {This replica} other {{node}}} has lost its primary and replica-serve-stale-data is no: it does not answer with data that may be stale.',
    noScript:
      'No script of that digest is cached on this node: each node has its own cache, and a restart or SCRIPT FLUSH empties it. Load it here with SCRIPT LOAD, or use EVAL.',
    execAbort: 'A command was refused while the transaction was being queued, so none of them ran.',
    busy: 'A script or function is running too long. SCRIPT KILL or FUNCTION KILL ends it, if it has not written yet.',
    noReplicas:
      'min-replicas-to-write requires more up-to-date replicas than this primary has now, so writes are refused.',
    unknownCommand:
      '{server, select, none {This server} other {{server}}} has no command with that name.{nearest, select, none {} other { The nearest is {nearest}.}}',
    selectInCluster: 'A cluster of Redis has only database 0.',
    fewerDatabases:
      'The server has fewer databases: its setting “databases” says how many, in a cluster of Valkey 9 “cluster-databases”.',
  },
  'zh-Hans': errorsZh,
});

/** Caveats of settings that a server has accepted, by name. */
export const settingWords = inLanguages({
  en: {
    'cluster-require-full-coverage':
      'Each node has this setting for itself. A node that is down (cluster_state:fail) looks at it at once; one that serves, only when a node or slot changes next: until then it goes on as before.',
  },
  'zh-Hans': settingsZh,
});

/** The note beside an answer, and the lines between a command and its answer. */
export const hopWords = inLanguages({
  en: {
    askedOwner: 'asked the owner',
    fromReplica: 'read from a replica (READONLY)',
    quiet: 'answer not shown: CLIENT REPLY',
    slot: 'slot {slot}',
    shard: 'shard {shard}',
    group: 'group {shard}',
    nodes: '{count, plural, one {# node} other {# nodes}}',
    commands: '{count, plural, one {# command} other {# commands}}',
    hops: '{count, plural, one {# hop} other {# hops}}',
    milliseconds: '{time} ms',
    seconds: '{time} s',
    waited: 'waited {ms} ms',
    /** Follows the outcome of a hop. */
    tries: ' · {count} of {most}',
    notLearned: '{outcome} · not learned',
    learned: '{outcome} · learned',
    knownAlready: '{outcome} · known already',
    moving: '-> TRYAGAIN while slot {slot} is moving, {waited}',
    refused: '-> {outcome} at {node}, {waited}',
    lost: 'connection lost',
    notReached: 'not reached',
    failed: '-> {node}: {why}{waited, select, none {} other {, {waited}}}',
    other: '-> {what} at {node}',
  },
  'zh-Hans': hopsZh,
});

/** Answers that are put together, cut, or cannot be shown. */
export const answerWords = inLanguages({
  en: {
    agree: '{count} nodes agree: ',
    sum: 'sum {sum}',
    part: '-> slot {slot}, {keys, plural, one {# key} other {# keys}}',
    shard: 'shard {shard}',
    group: 'group {shard}',
    characters: '… ({count, number} characters)',
    messageNotShown: 'This message cannot be shown',
    replyNotShown: 'The reply cannot be shown: {why}',
    lineNotShown: 'This line cannot be shown.',
    outcomeNotShown: 'The outcome of this command cannot be shown.',
    ranNotShown: 'The command was run, and its answer cannot be shown.',
    notShownAdvice: 'It was not sent again. If it happens again, please report it.',
    notSent: 'Not sent.',
    cut: '… cut after {shown, number} bytes ({whole} in all) · click here or press Alt+O to open',
    more: '… {count, number} more elements ({whole} in all) · click here or press Alt+O to open',
    receivingElements:
      'receiving from {node}: {arrived, number} of {of, plural, one {# element} other {# elements}}, {bytes}',
    receivingBytes: 'receiving from {node}: {arrived} of {of}',
    disconnected: 'Disconnected from {label}.',
    connected: 'Connected to {label} as {user, select, none {the default user} other {user {user}}}.',
    runsAs: 'From here on commands run as {user, select, none {the default user} other {user {user}}}.',
  },
  'zh-Hans': answerZh,
});
