/** Texts about the keyspace by hash tag. */
import { BIGGEST_KEYS, type BiggestKeys } from '../../../shared/slots/biggest-keys.ts';
import type { ScanState } from '../../../shared/slots/scan-model.ts';
import { counted, grouped, plural } from '../../../shared/format/count.ts';

const keys = (n: number) => counted(n, 'key');

/** `unit`: codis has groups in place of shards. */
const textsIn = (unit: 'shard' | 'group') => {
  const Unit = unit === 'group' ? 'Group' : 'Shard';
  const shard = (number: number) => `${unit} ${number}`;
  const slotOnShard = (slot: number, number: number | null) =>
    `slot ${slot}${number === null ? '' : ` on ${unit} ${number}`}`;
  const view = {
    proxy: 'A proxy does not support SCAN. Connect to the servers behind it one by one, and scan there.',
    connect: 'Connect…',
    notConnected:
      'A scan of all keys, grouped by hash tag, shows which tag is too big for one shard and which slots and shards are skewed. There is no connection to scan yet.',
    questions: 'What a scan answers',
    ended: 'The scan ended before it saw a key, so it says nothing about the keyspace.',
    noMatch: 'No key matches. Check the filters under Options.',
    noKeys: 'There are no keys to group.',
    notes: 'What the figures leave out',
    found: 'What was found',
    tabList: 'Tags, prefixes, biggest keys, answers',
    tabs: { tags: 'Tags', prefixes: 'Without a tag', biggest: 'Biggest keys', answers: 'Answers' },
    saved: (path: string) => `Saved to ${path}`,
    export: (form: string) => `Export ${form.toUpperCase()}…`,
    exportLater: 'Available once the scan ends or is stopped',
  };

  const head = {
    scan: 'Scan',
    phases: {
      running: 'Scanning',
      paused: 'Paused',
      settling: 'Recounting moved slots',
      done: 'Scanned',
      stopped: 'Stopped',
      failed: 'Failed',
    } satisfies { [P in ScanState['phase']]: string },
    ofAbout: ' of about ',
    key: (n: number) => plural(n, 'key'),
    speed: (keysPerSecond: string) => `${keysPerSecond} keys/s, `,
    took: (time: string) => `in ${time}`,
    left: (time: string) => `${time} left`,
    otherDatabase: (database: number) =>
      `The shell is in database ${database} now. A new scan counts that database.`,
    shardsDone: (done: number, all: number) => `${done} of ${all} ${unit}s done`,
    shardProgress: `Progress of each ${unit}`,
    pause: 'Pause',
    resume: 'Resume',
    stop: 'Stop',
    options: 'Options',
    again: 'Scan again',
    starting: 'Starting…',
  };

  const form = {
    title: 'Scan options',
    heading: 'All keys, grouped by hash tag',
    match: 'Match',
    matchHint: 'a glob, empty for all',
    type: 'Type',
    typeHint: 'of the keys',
    anyType: 'any',
    otherType: 'other…',
    otherTypeName: 'Other type',
    count: 'Count',
    countHint: 'keys a call',
    limit: 'Limit',
    limitHint: 'keys, 0 for all',
    pause: 'Pause',
    pauseHint: 'ms between calls',
    samples: 'Samples',
    samplesHint: 'keys a tag',
    separator: 'Separator',
    separatorHint: 'of prefixes',
    scan: 'Scan',
    replicas: 'On replicas, for shards with a healthy one',
    close: 'Close',
    standalone: 'SCAN on this server, which is not in a cluster',
    shards: (n: number, onReplicas: boolean) =>
      `SCAN on ${counted(n, onReplicas ? 'shard' : 'primary')} in parallel`,
    codis: (groups: number) =>
      `SLOTSSCAN of each of the 1,024 slots of codis, in ${counted(groups, 'group')} in parallel, through the proxy; read only.`,
    costs: (where: string, total: number | null, samples: number) =>
      `${where}${total === null ? '' : `, about ${keys(total)} by DBSIZE`}; read only.${
        samples > 0
          ? ` TYPE and MEMORY USAGE are read for about ${grouped(samples)} keys of each large tag.`
          : ''
      }`,
    careful:
      'This is production: the scan runs on the replicas and waits 5 ms between calls, unless you change that.',
    carefulCodis: 'This is production: the scan waits 5 ms between calls, unless you change that.',
    carelessCodis: 'This is production: scan with a pause of 5 ms or more, to spare the servers.',
    careless: 'This is production: scan the replicas, with a pause of 5 ms or more, to spare the servers.',
  };

  const options = {
    on: (count: number, replicas: boolean) => `COUNT ${count} on the ${replicas ? 'replicas' : 'primaries'}`,
    onSlots: (count: number) => `COUNT ${count} of each slot`,
    database: (database: number) => `in database ${database}`,
    pause: (milliseconds: number) => `${milliseconds} ms between calls`,
    limit: (limit: number) => `at most ${keys(limit)}`,
  };

  const caveats = {
    slots: (isOne: boolean, ranges: string) => `${isOne ? 'Slot' : 'Slots'} ${ranges}`,
    unsettled: (isOne: boolean, slots: string) =>
      `${slots} moved during the scan, or ${isOne ? 'its' : 'their'} node was lost, and ${
        isOne ? 'was not recounted: its' : 'were not recounted: their'
      } figures may be off.`,
    recounted: (isOne: boolean, slots: string) =>
      `${slots} moved during the scan, or ${isOne ? 'its' : 'their'} node was lost: the keys were recounted.`,
    tooManyTags: (lowBy: number, tags: string) =>
      `There are more tags than the scan keeps apart: counts of listed tags may be low by up to ${keys(lowBy)}, and ${tags} tags is an estimate`,
    prefixesLow: (lowBy: number) => `Counts of listed prefixes may be low by up to ${keys(lowBy)}.`,
    filtered: (filter: string) => `Only keys that match ${filter} are counted; shares are of these.`,
    and: ' and ',
    stopped: 'The scan was stopped: the figures cover only the part that was scanned.',
    shard: (number: number, note: string) => `${Unit} ${number}: ${note}.`,
    tags: (n: number) => counted(n, 'tag'),
    aboutTags: (tags: string, error: string) => `about ${tags} tags ${error}`.trimEnd(),
  };

  const cards = {
    fullestSlot: 'Fullest slot',
    noKeys: 'no keys yet',
    skew: `${Unit} skew`,
    skewed: (number: number, share: string, even: string) =>
      `${unit} ${number} holds ${share} of keys, ${even} is even`,
    tagged: 'Keys with a tag',
    taggedKeys: (n: number, tags: string) => `${keys(n)}, ${tags}`,
    bigTags: 'Tags over 1%',
    together: (share: string, slots: number) => `together ${share} of keys in ${counted(slots, 'slot')}`,
    noBigTag: 'no tag holds that much',
    memory: 'Memory, estimated',
    ofKeysInSlot: 'of all keys in slot ',
    by: ', by ',
  };

  const charts = {
    perShard: `Keys per ${unit}`,
    largestTags: '3 largest tags',
    rest: 'the rest',
    even: (n: string) => `even share, ${n}`,
    tag: (tag: string, n: number) => `${tag}: ${keys(n)}`,
    perSlot: 'Keys per slot',
    empty: (slots: number) => `${counted(slots, 'slot')} empty`,
    fullest: 'fullest:',
    slot: (slot: number) => `slot ${slot}`,
    keys,
    axis: (doubling: boolean) => `keys of a slot${doubling ? '; steps double' : ''}`,
    bin: (slots: number, from: number, to: number) =>
      `${counted(slots, 'slot')} with ${from === to ? keys(from) : `${grouped(from)} to ${grouped(to)} keys`}`,
  };

  const units = {
    tag: {
      plural: 'tags',
      filters: 'Filter tags',
      filterBy: 'Filter by tag',
      none: 'No tag matches the filter.',
    },
    prefix: {
      plural: 'prefixes',
      filters: 'Filter prefixes',
      filterBy: 'Filter by prefix',
      none: 'No prefix matches the filter.',
    },
  };

  const table = {
    units,
    loading: '…',
    sortBy: (header: string) => `Sort by ${header.toLowerCase()}`,
    matching: (matching: string, kept: string) => `${matching} of ${kept} shown`,
    largestOf: (shown: string, total: string) => `${shown}, the largest of ${total}`,
    shard: Unit,
    allShards: `all ${unit}s`,
    shardName: shard,
    tag: 'Tag',
    keys: 'Keys',
    share: 'Share',
    slot: 'Slot',
    types: 'Types',
    memory: 'Memory, estimated',
    notSampled: 'not sampled',
    tags: 'Hash tags. Enter opens the slot, C copies the tag',
    filterTags: 'Filter tags, e.g. tenant:*',
    sampled: (samples: number) => `memory from ${grouped(samples)} samples a tag`,
    noSamples: 'no samples, no memory',
    noTags: 'No counted key has a hash tag.',
    prefix: 'Prefix',
    sharedSlot: 'Would share slot',
    onShard: `On ${unit}`,
    prefixes: 'Prefixes of keys without a tag. Enter opens the slot, C copies the prefix',
    filterPrefixes: 'Filter prefixes, e.g. user:*',
    upTo: (separator: string) => `up to the last "${separator}"`,
    noPrefixes: (separator: string) => `No key without a tag contains "${separator}".`,
    prefixWarning: 'With this prefix in braces, all its keys would be in one slot.',
    prefixTitle: (prefix: string) => `Prefix ${prefix}`,
    renaming: (tag: string, separator: string) =>
      `Keys would need names like ${tag}${separator}… to share the slot; existing keys keep their names and slots.`,
    moreOfPrefix: (n: string) => ` There may be up to ${n} more of them.`,
    verdicts: { 'too-big': `too big for one ${unit}`, heavy: 'heavy', none: '' },
  };

  const detail = {
    title: (tag: string) => `Tag ${tag}`,
    keys,
    perhapsMore: (n: number) => `, perhaps up to ${grouped(n)} more`,
    shareIn: (share: string) => `, ${share} of all, in`,
    slot: (slot: number) => `slot ${slot}`,
    copyTag: 'Copy the tag',
    estimated: (samples: number, isAll: boolean) =>
      `Types and memory are estimated from ${keys(samples)}${isAll ? ', all of the tag' : ''}.`,
    notSampled: 'Type and memory were not read for any of its keys.',
    largest: ' The largest of them:',
    largestList: 'Largest of the sampled keys',
    read: 'Shows its value in the shell',
    insert: 'Insert',
    copy: 'Copy',
  };

  const biggest = {
    offer: (n: number) =>
      `Asks MEMORY USAGE of each of the ${keys(n)} of this scan, on connections of its own, and keeps the ${BIGGEST_KEYS} largest. Nothing is written.`,
    codis: 'codis does not allow MEMORY USAGE. Search each of its servers instead.',
    find: 'Find the biggest keys',
    again: 'Search again',
    stop: 'Stop',
    title: 'Biggest keys',
    phases: {
      running: 'Searching',
      done: 'Searched',
      stopped: 'Stopped',
      failed: 'Failed',
    } satisfies { [P in BiggestKeys['phase']]: string },
    looked: (n: number, bytes: string) => `${keys(n)}, ${bytes} by MEMORY USAGE`,
    part: 'The search was stopped: there may be larger keys among the rest.',
    none: 'No key was found.',
    rank: '#',
    key: 'Key',
    type: 'Type',
    memory: 'Memory',
    slot: 'Slot',
    shard: Unit,
    notes: 'What the list may lack',
  };

  const answers = {
    reading: 'Reading the largest tags and prefixes…',
    rebalance: { keys: 'Rebalance by keys…', bytes: 'Rebalance by bytes…' },
    rebalanceNote: 'Moves other slots off the full shards. The keys of one tag stay in one slot.',
    title: 'Answers',
    questions: {
      tooBig: `Which tag is too big to live on one ${unit}?`,
      skewed: `Which slots and ${unit}s are skewed by tags?`,
      untagged: 'What share of keys has no tag?',
      sharing: 'Which key prefixes would share a tag?',
    },
    more: (n: number) => `And ${grouped(n)} more.`,
    noneTooBig: `None: every tag is smaller than an even share of a ${unit}.`,
    heavy: (tags: readonly string[], more: number) =>
      `${tags.join(', ')}${more > 0 ? ` and ${counted(more, 'other')}` : ''} ${plural(
        tags.length + more,
        'is',
        'are',
      )} heavy: more than a tenth of an even share.`,
    big: (tag: {
      name: string;
      keys: number;
      share: string;
      memory: string;
      slot: number;
      shard: number | null;
    }) =>
      `${tag.name}: ${keys(tag.keys)}, ${tag.share} of all${
        tag.memory === '' ? '' : `, ${tag.memory} of memory`
      }, all in ${slotOnShard(tag.slot, tag.shard)}.`,
    noKeys: 'There are no keys.',
    noneNoKeys: 'None: there are no keys.',
    noneSkewed: (times: number) => `No ${unit} holds more than ${times} times an even share of the keys.`,
    noBigTags: 'No tag holds more than 1% of the keys.',
    bigTags: (tags: number, share: string, slots: number) =>
      `${counted(tags, 'tag')} with more than 1% of the keys each: together ${share} of the keys in ${counted(slots, 'slot')}.`,
    fullest: (slot: number, n: number, times: number, by: string) =>
      `The fullest slot is ${slot} with ${keys(n)}, ${grouped(times)} times the average of all slots${by}.`,
    fullestBy: (share: string, tag: string) => `; ${tag} is ${share} of it`,
    shard: (number: number, share: string, times: string, by: string) =>
      `${Unit} ${number} holds ${share} of the keys, ${times} times an even share. ${by}`,
    shardTags: (tags: readonly string[], share: string) =>
      `${tags.join(', ')} ${plural(tags.length, 'is', 'are together')} ${share} of it.`,
    fairWithout: ' Without them it would hold no more than an even share.',
    noShardTag: 'No tag causes it.',
    noneUntagged: 'None: every key has a tag.',
    untagged: (isAll: boolean, share: string, without: string, all: string) =>
      `${isAll ? 'All keys: ' : ''}${share} of the keys, ${without} of ${all}. The whole key decides their slot, so they spread evenly, and a command with two of them may ${unit === 'group' ? 'miss one' : 'fail with CROSSSLOT'}.`,
    noneSharing: (separator: string) =>
      `None: no two keys without a tag have the same part before a "${separator}".`,
    prefix: (prefix: {
      tag: string;
      name: string;
      keys: number;
      share: string;
      slot: number;
      shard: number | null;
    }) =>
      `With ${prefix.tag} the ${keys(prefix.keys)} that begin with "${prefix.name}" (${prefix.share}) would share ${slotOnShard(prefix.slot, prefix.shard)}.`,
    prefixVerdicts: {
      'too-big': ` That would be too big for one ${unit}: choose a part of the key that has more different values.`,
      heavy: ' That would make a heavy slot.',
      none: '',
    },
    tagError: (error: string) => ` Tags: ${error}.`,
    whole: (n: number) => `Of ${keys(n)} counted.`,
    part: (share: string, n: number) =>
      `The scan has seen ${share} of the keyspace. These answers cover the ${keys(n)} counted so far.`,
  };

  return { view, head, form, options, caveats, cards, charts, table, detail, biggest, answers };
};

export const words = textsIn('shard');
export const codisWords = textsIn('group');
