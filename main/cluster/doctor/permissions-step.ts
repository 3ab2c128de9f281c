/**
 * Finds commands that the app needs and the ACL user may not run. Each command is run: ACL DRYRUN came with 7.0 and needs
 * the right to run ACL, which the users that this step is for do not have. All of the commands only read.
 */
import { counted } from '../../../shared/format/count.ts';
import { ServerError } from '../wire/read-reply.ts';
import { ask, isProxy, skipped, type Diagnostics, type Finding } from './diagnostics.ts';

interface Needed {
  args: readonly string[];
  /** The loss if the user may not run it. */
  without: string;
  /** Only a cluster node knows the command. */
  inCluster?: true;
}

const needed = (command: string, without: string, more: Omit<Needed, 'args' | 'without'> = {}): Needed => ({
  args: command.split(' '),
  without,
  ...more,
});
const CLUSTER = { inCluster: true } as const;

const NEEDED: readonly Needed[] = [
  needed('CLUSTER INFO', 'no cluster state', CLUSTER),
  needed('CLUSTER NODES', 'no epochs, failures or open slots', CLUSTER),
  needed(
    'CLUSTER SLOTS',
    'no slot map if CLUSTER SHARDS is missing too; owners are learned from MOVED',
    CLUSTER,
  ),
  needed('CLUSTER SHARDS', 'the slot map needs a second command', CLUSTER),
  needed('CLUSTER MYID', 'no search for nodes whose announced address is out of reach', CLUSTER),
  needed('CLUSTER COUNTKEYSINSLOT 0', 'no key counts per slot', CLUSTER),
  needed('CLUSTER GETKEYSINSLOT 0 1', 'no keys of a slot', CLUSTER),
  needed('READONLY', 'no reads from replicas', CLUSTER),
  needed('COMMAND COUNT', 'the bundled command table is used instead'),
  needed('COMMAND DOCS get', 'the bundled hints are used instead (7.0)'),
  needed('INFO server', 'no node metrics'),
  needed('DBSIZE', 'no progress during a scan'),
  needed('SCAN 0 COUNT 1', 'no grouping by hash tag'),
  needed('TYPE slotshell', 'no key types'),
  needed('PTTL slotshell', 'no TTLs'),
  needed('MEMORY USAGE slotshell', 'no memory usage of keys'),
  needed('OBJECT ENCODING slotshell', 'no key encodings'),
  needed('LASTSAVE', 'no age of the last save in questions before dangerous commands'),
  needed('TIME', 'no comparison of clocks'),
];

export async function checkPermissions({ findings }: Diagnostics): Promise<Finding> {
  const [connection] = findings.servers.loggedIn;
  if (!connection) return skipped('not logged in');
  if (isProxy(findings)) return skipped('not run on a proxy');
  // If CLUSTER INFO was refused, the kind is unknown, and the commands for clusters are tried too.
  const { kind } = findings;
  const refused = (
    await Promise.all(
      NEEDED.filter(({ inCluster }) => !(inCluster && kind === 'single')).map(async (one) =>
        (await isRefused(() => ask(connection, ...one.args))) ? [one] : [],
      ),
    )
  ).flat();
  if (refused.length === 0) return { status: 'ok', found: 'the user may run every command the app needs' };
  const names = refused.map(nameOf);
  return {
    status: 'warning',
    found: `the user lacks ${counted(refused.length, 'command')} the app needs`,
    advice: `Grant them on every node: ACL SETUSER … ${names.map((name) => `+${name.toLowerCase().replace(' ', '|')}`).join(' ')}`,
    details: refused.map((one) => ({ text: `${nameOf(one)}: ${one.without}`, good: false })),
  };
}

const CONTAINERS = /^(CLUSTER|COMMAND|MEMORY|OBJECT)$/;
const nameOf = ({ args }: Needed): string =>
  args.slice(0, CONTAINERS.test(args[0]!) && args[1] !== 'COUNT' ? 2 : 1).join(' ');

/** True for a NOPERM about the command; one about keys proves nothing. */
async function isRefused(run: () => Promise<unknown>): Promise<boolean> {
  try {
    await run();
    return false;
  } catch (error) {
    return error instanceof ServerError && /^NOPERM .*\bcommand\b/s.test(error.message);
  }
}
