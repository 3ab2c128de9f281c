/**
 * What the ACL user may not run that the app asks. Each command is run rather than judged by ACL DRYRUN: that came with
 * 7.0 and wants the right to run ACL, which the users that this step is about do not have. All of them only read.
 */
import { ServerError } from '../wire/read-reply.ts';
import { ask, counted, SKIPPED, type Diagnostics, type Finding } from './diagnostics.ts';

interface Wish {
  words: readonly string[];
  /** What the app cannot do without it. */
  without: string;
  /** Other servers do not know it. */
  inCluster?: true;
}

const wish = (words: string, without: string, more: Omit<Wish, 'words' | 'without'> = {}): Wish => ({
  words: words.split(' '),
  without,
  ...more,
});
const CLUSTER = { inCluster: true } as const;

const WISHES: readonly Wish[] = [
  wish('CLUSTER INFO', 'the state of the cluster is not known', CLUSTER),
  wish('CLUSTER NODES', 'epochs, failures and open slots are not known', CLUSTER),
  wish(
    'CLUSTER SLOTS',
    'without CLUSTER SHARDS no map of the slots: MOVED alone tells whose they are',
    CLUSTER,
  ),
  wish('CLUSTER SHARDS', 'the map of the slots takes a second question', CLUSTER),
  wish('CLUSTER MYID', 'nodes whose announced address cannot be reached are not found elsewhere', CLUSTER),
  wish('CLUSTER COUNTKEYSINSLOT 0', 'no counts of keys per slot', CLUSTER),
  wish('CLUSTER GETKEYSINSLOT 0 1', 'no keys of a slot', CLUSTER),
  wish('READONLY', 'no reads from replicas', CLUSTER),
  wish('COMMAND COUNT', 'the bundled table stands in for the server’s own commands'),
  wish('COMMAND DOCS get', 'the bundled hints stand in for the server’s own (7.0)'),
  wish('INFO server', 'no figures of the nodes'),
  wish('DBSIZE', 'a scan does not say how far it is'),
  wish('SCAN 0 COUNT 1', 'no grouping by hash tag'),
  wish('TYPE slotshell', 'no types of keys'),
  wish('PTTL slotshell', 'no times to live'),
  wish('MEMORY USAGE slotshell', 'no memory of keys'),
  wish('OBJECT ENCODING slotshell', 'no encodings of keys'),
  wish('LASTSAVE', 'questions before dangerous commands do not say how old the last save is'),
  wish('TIME', 'the clocks are not compared'),
];

export async function checkPermissions({ findings }: Diagnostics): Promise<Finding> {
  const [connection] = findings.servers.loggedIn;
  if (!connection) return SKIPPED('not logged in');
  if (findings.kind === 'proxy') return SKIPPED('a proxy is not asked');
  // Who may not ask what answers is told of both.
  const { kind } = findings;
  const refused = (
    await Promise.all(
      WISHES.filter(({ inCluster }) => !(inCluster && kind === 'single')).map(async (one) =>
        (await isRefused(() => ask(connection, ...one.words))) ? [one] : [],
      ),
    )
  ).flat();
  if (refused.length === 0) return { status: 'ok', found: 'the user may run all that the app asks' };
  const names = refused.map(nameOf);
  return {
    status: 'warning',
    found: `the user may not run ${counted(refused.length, 'command')} that the app asks`,
    advice: `Allow them on every node: ACL SETUSER … ${names.map((name) => `+${name.toLowerCase().replace(' ', '|')}`).join(' ')}`,
    details: refused.map((one) => ({ text: `${nameOf(one)}: ${one.without}`, good: false })),
  };
}

const CONTAINERS = /^(CLUSTER|COMMAND|MEMORY|OBJECT)$/;
const nameOf = ({ words }: Wish): string =>
  words.slice(0, CONTAINERS.test(words[0]!) && words[1] !== 'COUNT' ? 2 : 1).join(' ');

/** NOPERM about the command; keys that the user may not touch say nothing about it. */
async function isRefused(run: () => Promise<unknown>): Promise<boolean> {
  try {
    await run();
    return false;
  } catch (error) {
    return error instanceof ServerError && /^NOPERM .*\bcommand\b/s.test(error.message);
  }
}
