/** The rows of the table of flags about the modes of the command, such as `--scan`. */
import type { CliFlag, Mode, ModeOption } from './cli-flag-row.ts';

/** A mode of the command; `sets` is the option of it that the flag gives besides. */
const mode = (name: Mode, sets?: ModeOption) =>
  ({
    group: 'Modes',
    headless: sets === undefined ? { mode: name } : { mode: name, sets },
    import: 'elsewhere',
  }) as const;
const ofMode = (modeOption: ModeOption) =>
  ({ group: 'Modes', headless: { modeOption }, import: 'elsewhere' }) as const;

/** In the order of the usage text. */
export const MODE_FLAGS: readonly CliFlag[] = [
  {
    flag: '--stat',
    help: 'Print rolling stats about server: mem, clients, ... With -c, of each primary.',
    better: 'with `-c` a row a primary and their sum, through failovers',
    ...mode('stat'),
  },
  {
    flag: '--latency',
    help: 'Enter a special mode continuously sampling latency. Not at a terminal, or with\n--raw, --csv or --json, it samples for 1 second (-i changes that) and exits.',
    better: 'with `-c` a line a primary and one for all',
    ...mode('latency'),
  },
  {
    flag: '--latency-history',
    help: 'Like --latency but tracking latency changes over time (default: 15 sec, see -i).',
    better: 'with `-c` as `--latency`',
    ...mode('latency', 'history'),
  },
  {
    flag: '--latency-dist',
    help: 'Show latency as a spectrum, requires xterm 256 colors (default: 1 sec, see -i).\nWith -c, a line a primary.',
    better: 'with `-c` a line a primary, named',
    ...mode('latency-dist'),
  },
  { flag: '--mono', help: 'With --latency-dist: shades of grey in place of colors.', ...ofMode('mono') },
  {
    flag: '--intrinsic-latency',
    value: '<seconds>',
    help: 'Run a test to measure intrinsic system latency. The test runs for this long;\nno server is asked.',
    better: 'the average after Ctrl+C is of the time that it ran, not of the time asked for',
    ...mode('intrinsic-latency'),
  },
  {
    flag: '--lru-test',
    value: '<keys>',
    help: 'Simulate a cache workload with an 80-20 distribution over this many keys, which it sets.\nWith -c on each primary.',
    better: 'with `-c` a line a primary and a sum; refused with `--production` and `--read-only`',
    ...mode('lru-test'),
  },
  {
    flag: '--replica',
    aliases: ['--slave'],
    help: 'Simulate a replica showing commands received from the master;\nwith -c from all of them, each line after its node.',
    better: 'the first command is not lost; with `-c` those of all primaries',
    ...mode('replica'),
  },
  {
    flag: '--rdb',
    value: '<file>',
    help: 'Transfer an RDB dump from remote server to local file (-: stdout);\nwith -c from each primary, its address in the name.',
    better: 'checked and written in one step; with `-c` a file a primary',
    ...mode('rdb'),
  },
  {
    flag: '--functions-rdb',
    value: '<file>',
    help: 'Like --rdb but only get the functions (not the keys)\nwhen getting the RDB dump file.',
    better: 'as `--rdb`',
    ...mode('functions-rdb'),
  },
  {
    flag: '--pipe',
    help: 'Transfer raw Redis protocol from stdin to server; with -c each command\nto the owner of its keys.',
    better: 'with `-c` each command goes to the owner of its keys; what was not answered is named',
    ...mode('pipe'),
  },
  {
    flag: '--pipe-timeout',
    value: '<n>',
    help: 'In --pipe mode, abort with error if after sending all data no reply\nis received within <n> seconds (default: 30; 0: wait forever).',
    ...ofMode('pipe-timeout'),
  },
  {
    flag: '--bigkeys',
    help: 'Sample keys looking for keys with many elements (complexity).\nWith -c of all primaries, with slot and shard.',
    better: 'with `-c` of all primaries, with slot and shard, and the share of each node and hash tag',
    ...mode('bigkeys'),
  },
  {
    flag: '--memkeys',
    help: 'Sample keys looking for keys consuming a lot of memory.\nWith -c of all primaries, with slot and shard.',
    better: 'as `--bigkeys`',
    ...mode('memkeys'),
  },
  {
    flag: '--memkeys-samples',
    value: '<count>',
    help: 'As --memkeys, and define number of key elements to sample.',
    ...mode('memkeys', 'memkeys-samples'),
  },
  {
    flag: '--hotkeys',
    help: 'Sample keys looking for hot keys. Only works when maxmemory-policy is *lfu.\nWith -c of all primaries, with slot and shard; without LFU the hot slots,\nwhere the servers have CLUSTER SLOT-STATS.',
    better:
      'with `-c` of all primaries, with slot and shard; without LFU the hot slots by CLUSTER SLOT-STATS',
    ...mode('hotkeys'),
  },
  {
    flag: '--hotkeys-count',
    value: '<count>',
    help: 'As --hotkeys, and look for that many keys, or slots (default: 16).',
    ...mode('hotkeys', 'hotkeys-count'),
  },
  {
    flag: '--keystats',
    help: 'Sample keys looking for their memory, their length, and how both are spread.\nWith -c of all primaries, with slot and shard.',
    better: 'with `-c` of all primaries, with slot and shard, and the share of each node and hash tag',
    ...mode('keystats'),
  },
  {
    flag: '--keystats-samples',
    value: '<count>',
    help: 'As --keystats, and define number of key elements to sample.',
    ...mode('keystats', 'keystats-samples'),
  },
  {
    flag: '--scan',
    help: 'List all keys using the SCAN command; with -c each key of the cluster once.',
    better: 'with `-c` each key of the cluster once, also while slots move',
    ...mode('scan'),
  },
  {
    flag: '--pattern',
    value: '<pattern>',
    help: 'Keys pattern when using the --scan, --bigkeys, --memkeys, --keystats\nor --hotkeys options (default: *).',
    ...ofMode('pattern'),
  },
  {
    flag: '--quoted-pattern',
    value: '<pattern>',
    help: 'Same as --pattern, but the specified string can be quoted,\nin order to pass an otherwise non binary-safe string.',
    ...ofMode('quoted-pattern'),
  },
  {
    flag: '--type',
    value: '<type>',
    help: 'With --scan: only keys of this type, such as string or hash.',
    isOurs: true,
    ...ofMode('type'),
  },
  {
    flag: '--count',
    value: '<count>',
    help: 'Count option when using the --scan, --bigkeys, --memkeys, --keystats\nor --hotkeys options (default: 10, with -c 1000).',
    ...ofMode('count'),
  },
  {
    flag: '--cursor',
    value: '<cursor>',
    help: 'With --keystats on one node: start at this cursor (usually after a Ctrl+C).',
    ...ofMode('cursor'),
  },
  {
    flag: '--top',
    value: '<count>',
    help: 'With --keystats: list that many of the largest keys (default: 10).',
    ...ofMode('top'),
  },
  {
    flag: '--ldb',
    help: 'Used with --eval enable the Redis Lua debugger.',
    better: 'with `-c` on the owner of the keys; a lost session says what became of the changes',
    ...mode('ldb'),
  },
  {
    flag: '--ldb-sync-mode',
    help: 'Like --ldb but uses the synchronous Lua debugger, in\nthis mode the server is blocked and script changes are\nnot rolled back from the server memory.',
    better: 'refused with `--production` and `--read-only`',
    ...mode('ldb', 'sync-mode'),
  },
];
