/**
 * Which commands ask before they run on a production connection, and which a read-only one refuses. Decided on the parsed
 * words, by the categories and flags that COMMAND gives; the few names below are those where these are known to be wrong.
 * Main decides with it; the window only foretells.
 */
import { BUNDLED_COMMANDS, findCommand, type CommandEntry, type CommandTable } from './command-table.ts';
import { readable } from '../format/escape.ts';
import type { Environment } from '../session/session.ts';
import type { Failure } from '../failure.ts';
import { lowerWord, argsOf as asWords } from '../resp/resp.ts';
import { readScriptCalls } from './script-calls.ts';

export interface GuardSettings {
  environment: Environment;
  readOnly: boolean;
}

export interface Danger {
  /** `FLUSHALL`, `CONFIG SET`. */
  name: string;
  /** What stands between the name and the cluster's: `deletes every key of`. */
  effect: string;
  /** A sentence more, or nothing. */
  detail: string;
  /** keys: the nodes of its keys · node: the one node it is sent to · all-…: where the command's own policy would have it. */
  scope: 'keys' | 'node' | 'all-shards' | 'all-nodes';
  /** deletes: every key · changes: something else, or nobody knows · reads: it only costs time. */
  harm: 'deletes' | 'changes' | 'reads';
}

export type Verdict =
  { kind: 'allow' } | { kind: 'refuse'; failure: Failure } | { kind: 'ask'; danger: Danger };

/** What is known of a command: its own entry and the bundled one together, so that no server can talk a danger away. */
interface Command {
  name: string;
  flags: ReadonlySet<string>;
  categories: ReadonlySet<string>;
  tips: readonly string[];
  /** Whether the words name the keys it works on. */
  keyed: boolean;
}

/** In @dangerous or @admin for what they tell, not for what they do: they change nothing and cost little. */
const READING = new Set([
  // The server's own state, of which every monitoring reads.
  ...['info', 'role', 'lastsave', 'config get', 'module list', 'client list'],
  ...['slowlog get', 'slowlog len', 'commandlog get', 'commandlog len'],
  ...['latency doctor', 'latency graph', 'latency histogram', 'latency history', 'latency latest'],
  // The map, as any node answers it.
  ...['cluster replicas', 'cluster slaves', 'cluster count-failure-reports'],
  // Users and their rights, without passwords in the clear.
  ...['acl list', 'acl users', 'acl getuser', 'acl dryrun', 'acl log'],
  // In @dangerous for BY and GET, which read keys that are not named; a cluster refuses those of other slots.
  ...['sort', 'sort_ro'],
]);

/** They change nothing, but every client waits for them, or each of its commands is copied. */
const COSTLY = new Set(['monitor', 'keys']);

/** In neither category, and yet others feel them: scripts lost or stopped, memory handed back at a stroke. */
const ALSO_DANGEROUS = new Set(['script flush', 'script kill', 'function kill', 'memory purge']);

/** Without the write flag, and yet more than reading: their subscribers act on them. */
const ALSO_WRITING = new Set(['publish', 'spublish', ...ALSO_DANGEROUS]);

/** They run code that is on the server already: what it does cannot be seen from here. */
const BLIND = new Set(['evalsha', 'evalsha_ro', 'fcall', 'fcall_ro']);
const CARRIES_SCRIPT = new Set(['eval', 'eval_ro']);

/** For the headline; others are described by their category. */
const EFFECTS: { readonly [name: string]: string } = {
  flushall: 'deletes every key of',
  flushdb: 'deletes every key of',
  swapdb: 'exchanges the databases of',
  keys: 'goes through every key of',
  monitor: 'watches every command of',
  shutdown: 'stops a node of',
  debug: 'can stop or block a node of',
  failover: 'changes the primary of',
  'cluster failover': 'changes the primary of',
  'cluster reset': 'makes a node forget',
  'client kill': 'cuts connections to',
  'client pause': 'holds up the clients of',
  migrate: 'moves keys out of',
  restore: 'writes a serialized value into',
};

const ALLOW: Verdict = { kind: 'allow' };

/** The text of the script that has this digest; null if nobody here has seen it. */
export type FindScript = (digest: Uint8Array) => Uint8Array | null;

/** Whether a command may be sent as it is. `words` are parsed already, so neither case nor quotes matter. */
export function judge(
  args: readonly Uint8Array[],
  table: CommandTable,
  settings: GuardSettings,
  findScript: FindScript = () => null,
): Verdict {
  if (args.length === 0) return ALLOW;
  const production = settings.environment === 'production';
  if (!production && !settings.readOnly) return ALLOW;
  const command = know(args, table);
  if (settings.readOnly) {
    const why = whyNotReadOnly(args, command, table, findScript);
    if (why) return { kind: 'refuse', failure: refusal(args, command, table, why) };
  }
  const danger = production ? dangerOf(args, command, table) : null;
  return danger ? { kind: 'ask', danger } : ALLOW;
}

/** Null for a name, or a subcommand, that neither table has. */
function know(args: readonly Uint8Array[], table: CommandTable): Command | null {
  const found = findCommand(table, args);
  const bundled = findCommand(BUNDLED_COMMANDS, args);
  const best = [found, bundled].find((one) => one?.name.includes(' ')) ?? found ?? bundled;
  if (!best) return null;
  const container = !best.name.includes(' ') && isContainer(args, table);
  if (container && args.length > 1) return null;
  const entries = [found, bundled].filter((one) => one?.name === best.name).map((one) => one!.entry);
  const all = (pick: (entry: CommandEntry) => readonly string[]) => entries.flatMap(pick);
  return {
    name: best.name,
    flags: new Set(all((entry) => entry[1])),
    categories: new Set(all((entry) => entry[2])),
    tips: all((entry) => entry[5] ?? []),
    keyed: entries.some((entry) => entry[3].length > 0 || entry[1].includes('movablekeys')),
  };
}

/** Whether the first word is a command whose second word is a subcommand: CONFIG, CLUSTER. */
const isContainer = (args: readonly Uint8Array[], table: CommandTable) =>
  [table, BUNDLED_COMMANDS].some(
    (one) => Object.keys(findCommand(one, args.slice(0, 1))?.entry[4] ?? {}).length > 0,
  );

const isAdmin = ({ flags, categories }: Command) =>
  flags.has('admin') || categories.has('@admin') || categories.has('@dangerous');

/** ACL LOG reads, ACL LOG RESET does not. */
const isReading = ({ name }: Command, args: readonly Uint8Array[]) =>
  READING.has(name) && !(name === 'acl log' && args.length > 2 && !/^\d+$/.test(lowerWord(args[2])));

function dangerOf(args: readonly Uint8Array[], command: Command | null, table: CommandTable): Danger | null {
  if (!command)
    return {
      name: shownName(args, table),
      effect: 'is not known: nobody can say what it does to',
      detail: 'Neither this server nor Slotshell describes it.',
      scope: 'node',
      harm: 'changes',
    };
  const { name, flags } = command;
  const base = { name: name.toUpperCase(), scope: scopeOf(command), harm: 'changes' as const };
  if (BLIND.has(name))
    return {
      ...base,
      effect: 'runs code that cannot be seen on',
      detail: 'What it does stands on the server only.',
    };
  if (CARRIES_SCRIPT.has(name)) {
    const found = dangerInScript(args[1], table);
    return found === null ? null : { ...base, effect: 'runs a script on', detail: found };
  }
  // A write without a key is one to everything: FLUSHALL, FUNCTION DELETE, a module's index.
  const everything = flags.has('write') && !command.keyed;
  if (!everything && !ALSO_DANGEROUS.has(name) && (!isAdmin(command) || isReading(command, args)))
    return null;
  const deletes = everything && command.categories.has('@keyspace') && base.scope === 'all-shards';
  return {
    ...base,
    effect: EFFECTS[name] ?? fallbackEffect(command),
    detail: deletes
      ? 'It cannot be undone.'
      : name === 'keys'
        ? 'No other client is served until it is done. SCAN does the same in steps.'
        : '',
    harm: deletes ? 'deletes' : COSTLY.has(name) ? 'reads' : 'changes',
  };
}

function fallbackEffect({ name, categories, keyed }: Command): string {
  if (name.startsWith('config ')) return 'changes the configuration of';
  if (name.startsWith('acl ')) return 'changes the users of';
  if (name.startsWith('cluster ')) return 'changes the slots and nodes of';
  if (categories.has('@scripting')) return 'changes the scripts of';
  return keyed ? 'can do harm to the data of' : 'acts on a whole node of';
}

function scopeOf({ tips, keyed, flags }: Command): Danger['scope'] {
  if (tips.includes('request_policy:all_shards')) return 'all-shards';
  if (tips.includes('request_policy:all_nodes')) return 'all-nodes';
  return keyed && !flags.has('no_mandatory_keys') ? 'keys' : 'node';
}

/** What in a script is reason to ask; null where it only calls what would not ask by itself. */
function dangerInScript(script: Uint8Array | undefined, table: CommandTable): string | null {
  if (!script) return null;
  const { calls, hidden } = readScriptCalls(script);
  for (const call of calls) {
    const args = asWords(...call);
    const command = knowCall(args, table);
    if (dangerOf(args, command, table)) return `It calls ${shownName(args, table)}.`;
  }
  return hidden ? 'It calls something that does not stand in its text.' : null;
}

/** A container whose subcommand is computed is as good as unknown. */
function knowCall(args: readonly Uint8Array[], table: CommandTable): Command | null {
  return args.length === 1 && isContainer(args, table) ? null : know(args, table);
}

/** Why a read-only connection does not send it; null where it may. */
function whyNotReadOnly(
  args: readonly Uint8Array[],
  command: Command | null,
  table: CommandTable,
  findScript: FindScript = () => null,
): string | null {
  if (!command) return 'nobody can say whether it writes';
  const { name, flags } = command;
  if (flags.has('write')) return 'it writes';
  if (ALSO_WRITING.has(name)) return 'it does more than read';
  if (CARRIES_SCRIPT.has(name) || BLIND.has(name)) {
    if (!flags.has('readonly')) return 'its script may write';
    // The server refuses writes in it, but runs CLUSTER ADDSLOTS and its like.
    if (CARRIES_SCRIPT.has(name)) return whyNotScript(args[1], table);
    // A function has a name only, and any client can put other code under it.
    if (name !== 'evalsha_ro') return 'only the server knows the code of this function';
    const script = args[1] && findScript(args[1]);
    return script ? whyNotScript(script, table) : 'the text of this script is not known here';
  }
  if (isAdmin(command) && !isReading(command, args) && !COSTLY.has(name)) return 'it changes the server';
  return null;
}

function whyNotScript(script: Uint8Array | undefined, table: CommandTable): string | null {
  if (!script) return null;
  const { calls, hidden } = readScriptCalls(script);
  for (const call of calls) {
    const args = asWords(...call);
    const why = whyNotReadOnly(args, knowCall(args, table), table);
    if (why) return `its script calls ${shownName(args, table)}, and ${why}`;
  }
  return hidden ? 'its script calls something that does not stand in its text' : null;
}

function refusal(
  args: readonly Uint8Array[],
  command: Command | null,
  table: CommandTable,
  why: string,
): Failure {
  const name = command ? command.name.toUpperCase() : shownName(args, table);
  const advice = command ? readingAdvice(command.name, table) : '';
  return {
    code: 'refused',
    message: `${name} was not sent: this connection is read-only, and ${why}.`,
    advice: `${advice}Connect again without read-only to run it.`,
  };
}

/** What does the same and only reads, as a sentence; empty if nothing does. */
function readingAdvice(name: string, table: CommandTable): string {
  if (name === 'evalsha_ro')
    return 'Load the script with SCRIPT LOAD in this shell first, or send it with EVAL_RO. ';
  const reading = `${name}_ro`;
  // FCALL_RO is refused as well.
  return name !== 'fcall' && Object.hasOwn(table, reading) ? `${reading.toUpperCase()} only reads. ` : '';
}

/** The first word, and the second where it is a subcommand, for showing. */
function shownName(args: readonly Uint8Array[], table: CommandTable): string {
  return args
    .slice(0, isContainer(args, table) ? 2 : 1)
    .map((word) => readable(word.subarray(0, 40)).toUpperCase())
    .join(' ');
}
