/** What the modes of newer clis print that redis-cli 7.0's and ours do not. As VERSION_DIFFERENCES, `line` being the arguments. */
import type { VersionDifference } from './intended-differences.ts';

const REDIS = 'Redis 8.';
const VALKEYS = ['Valkey 8.', 'Valkey 9.'];

const isAboutKeys = (line: string) => /^--(bigkeys|memkeys|hotkeys)/.test(line);
const withPrimary = (text: string) => text.replace(/\b(with|from|to) primary\b/g, '$1 master');

export const MODE_DIFFERENCES: readonly VersionDifference[] = [
  {
    clis: [REDIS],
    what: 'keys of --bigkeys, --memkeys and --hotkeys have one pair of quotes',
    reason: 'redis-cli 7.0 and valkey-cli 8.1 and 9.1 print two; what reads the lines expects them.',
    isAbout: isAboutKeys,
    asOurs: (theirs) =>
      theirs.replace(
        /( found(?: so far)?|^\[.*\] Hot key) ("(?:[^"\\]|\\.)*")(?= (?:with|has|found) )/gm,
        "$1 '$2'",
      ),
  },
  {
    clis: VALKEYS,
    what: '--rdb, --functions-rdb and --replica name the primary',
    reason: 'One program has one wording, whichever server it speaks with.',
    isAbout: (line) => /^--(rdb|functions-rdb|replica)/.test(line),
    asOurs: withPrimary,
  },
  {
    clis: [REDIS, ...VALKEYS],
    what: 'the snapshot of --replica is a full resync',
    reason: 'As above: SYNC is what is sent.',
    isAbout: (line) => line === '--replica',
    asOurs: (theirs) => theirs.replace(/^Full resync (with|done)/gm, 'SYNC $1'),
  },
  {
    clis: [REDIS, ...VALKEYS],
    what: 'a hint has no blank at its end, and heeds numkeys',
    reason: 'Nothing follows the blank; where `numkeys` says how many keys come, no more are asked for.',
    isAbout: (line) => line.startsWith('--test_hint '),
    asOurs: (theirs, ours) =>
      theirs.replace(/ \n$/, '\n') === ours || theirs === `[key ...]] ${ours}` ? ours : theirs,
  },
  {
    clis: ['Valkey 9.'],
    what: 'the summary of keys has a capital letter',
    reason: 'As above.',
    isAbout: isAboutKeys,
    asOurs: (theirs) => theirs.replace('-------- Summary --------', '-------- summary -------'),
  },
  {
    clis: [REDIS, ...VALKEYS],
    what: 'the types of a summary have another order',
    reason: 'It is the order of a hash table, which scripts cannot rely on.',
    isAbout: (line) => /^--(bigkeys|memkeys)/.test(line),
    asOurs: (theirs, ours) => (sorted(theirs) === sorted(ours) ? ours : theirs),
  },
];

const sorted = (text: string) => text.split('\n').sort().join('\n');
