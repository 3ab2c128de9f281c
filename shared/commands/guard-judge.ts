/**
 * Decides which commands need approval on a production connection and which ones a read-only connection refuses. It uses the
 * parsed arguments and the categories and flags of COMMAND; the few names below correct known mistakes in those. Main
 * decides with it; the window only shows a forecast.
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
  /** The words between the command's name and the cluster's: `deletes every key of`. */
  effect: string;
  /** One more sentence, or empty. */
  detail: string;
  /** keys: the nodes of its keys · node: the one node it is sent to · all-…: the nodes of its request policy. */
  scope: 'keys' | 'node' | 'all-shards' | 'all-nodes';
  /** deletes: every key · changes: something else, or unknown · reads: only costs time. */
  harm: 'deletes' | 'changes' | 'reads';
}

export type Verdict =
  { kind: 'allow' } | { kind: 'refuse'; failure: Failure } | { kind: 'ask'; danger: Danger };

/** A command's server entry merged with the bundled one, so that no server can hide a danger. */
interface Command {
  name: string;
  flags: ReadonlySet<string>;
  categories: ReadonlySet<string>;
  tips: readonly string[];
  /** Whether its arguments name the keys it works on. */
  keyed: boolean;
}

/** In @dangerous or @admin only for what they reveal: they change nothing and cost little. */
const HARMLESS_READS = new Set([
  // The server's state, as monitoring tools read it.
  ...['info', 'role', 'lastsave', 'config get', 'module list', 'client list'],
  ...['slowlog get', 'slowlog len', 'commandlog get', 'commandlog len'],
  ...['latency doctor', 'latency graph', 'latency histogram', 'latency history', 'latency latest'],
  // The map, which any node returns.
  ...['cluster replicas', 'cluster slaves', 'cluster count-failure-reports'],
  // Users and their rights, without plain passwords.
  ...['acl list', 'acl users', 'acl getuser', 'acl dryrun', 'acl log'],
  // In @dangerous because BY and GET read keys that are not named; a cluster refuses those in other slots.
  ...['sort', 'sort_ro'],
]);

/** They change nothing, but block every client or copy each of its commands. */
const COSTLY = new Set(['monitor', 'keys']);

/** In neither category, but they affect other clients: scripts are lost or stopped, or memory is released in one go. */
const ALSO_DANGEROUS = new Set(['script flush', 'script kill', 'function kill', 'memory purge']);

/** Without the write flag, but more than reading: subscribers act on them. */
const ALSO_WRITING = new Set(['publish', 'spublish', ...ALSO_DANGEROUS]);

/** They run code that is only on the server, so its effect is unknown. */
const RUNS_STORED_CODE = new Set(['evalsha', 'evalsha_ro', 'fcall', 'fcall_ro']);
const CARRIES_SCRIPT = new Set(['eval', 'eval_ro']);

/** The effect for the headline; other commands are described by their category. */
const EFFECTS: { readonly [name: string]: string } = {
  flushall: 'deletes every key of',
  flushdb: 'deletes every key of',
  swapdb: 'swaps two databases of',
  keys: 'scans every key of',
  monitor: 'watches every command of',
  shutdown: 'stops a node of',
  debug: 'can stop or block a node of',
  failover: 'changes the primary of',
  'cluster failover': 'changes the primary of',
  'cluster reset': 'makes a node forget',
  'client kill': 'closes connections to',
  'client pause': 'pauses the clients of',
  migrate: 'moves keys out of',
  restore: 'writes a serialized value into',
};

const ALLOW: Verdict = { kind: 'allow' };

/** Returns the script with this digest; null if this shell has not sent it. */
export type FindScript = (digest: Uint8Array) => Uint8Array | null;

/** Whether a command may be sent as it is. `args` are parsed, so case and quotes do not matter. */
export function judge(
  args: readonly Uint8Array[],
  table: CommandTable,
  settings: GuardSettings,
  findScript: FindScript = () => null,
): Verdict {
  if (args.length === 0) return ALLOW;
  const production = settings.environment === 'production';
  if (!production && !settings.readOnly) return ALLOW;
  const command = lookUp(args, table);
  if (settings.readOnly) {
    const why = whyNotReadOnly(args, command, table, findScript);
    if (why) return { kind: 'refuse', failure: refusal(args, command, table, why) };
  }
  const danger = production ? dangerOf(args, command, table) : null;
  return danger ? { kind: 'ask', danger } : ALLOW;
}

/** Null for a command or subcommand that neither table has. */
function lookUp(args: readonly Uint8Array[], table: CommandTable): Command | null {
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

/** Whether the command has subcommands: CONFIG, CLUSTER. */
const isContainer = (args: readonly Uint8Array[], table: CommandTable) =>
  [table, BUNDLED_COMMANDS].some(
    (one) => Object.keys(findCommand(one, args.slice(0, 1))?.entry[4] ?? {}).length > 0,
  );

const isAdmin = ({ flags, categories }: Command) =>
  flags.has('admin') || categories.has('@admin') || categories.has('@dangerous');

/** ACL LOG reads; ACL LOG RESET does not. */
const isHarmlessRead = ({ name }: Command, args: readonly Uint8Array[]) =>
  HARMLESS_READS.has(name) && !(name === 'acl log' && args.length > 2 && !/^\d+$/.test(lowerWord(args[2])));

function dangerOf(args: readonly Uint8Array[], command: Command | null, table: CommandTable): Danger | null {
  if (!command)
    return {
      name: shownName(args, table),
      effect: 'is unknown: it could do anything to',
      detail: 'Neither this server nor Slotshell describes it.',
      scope: 'node',
      harm: 'changes',
    };
  const { name, flags } = command;
  const base = { name: name.toUpperCase(), scope: scopeOf(command), harm: 'changes' as const };
  if (RUNS_STORED_CODE.has(name))
    return {
      ...base,
      effect: 'runs unknown code on',
      detail: 'Only the server has this code.',
    };
  if (CARRIES_SCRIPT.has(name)) {
    const found = dangerInScript(args[1], table);
    return found === null ? null : { ...base, effect: 'runs a script on', detail: found };
  }
  // A write without a key affects everything: FLUSHALL, FUNCTION DELETE, a module's index.
  const everything = flags.has('write') && !command.keyed;
  if (!everything && !ALSO_DANGEROUS.has(name) && (!isAdmin(command) || isHarmlessRead(command, args)))
    return null;
  const deletes = everything && command.categories.has('@keyspace') && base.scope === 'all-shards';
  return {
    ...base,
    effect: EFFECTS[name] ?? fallbackEffect(command),
    detail: deletes
      ? 'It cannot be undone.'
      : name === 'keys'
        ? 'It blocks all other clients until it is done. SCAN does the same in steps.'
        : '',
    harm: deletes ? 'deletes' : COSTLY.has(name) ? 'reads' : 'changes',
  };
}

function fallbackEffect({ name, categories, keyed }: Command): string {
  if (name.startsWith('config ')) return 'changes the configuration of';
  if (name.startsWith('acl ')) return 'changes the users of';
  if (name.startsWith('cluster ')) return 'changes the slots and nodes of';
  if (categories.has('@scripting')) return 'changes the scripts of';
  return keyed ? 'can damage the data of' : 'acts on a whole node of';
}

function scopeOf({ tips, keyed, flags }: Command): Danger['scope'] {
  if (tips.includes('request_policy:all_shards')) return 'all-shards';
  if (tips.includes('request_policy:all_nodes')) return 'all-nodes';
  return keyed && !flags.has('no_mandatory_keys') ? 'keys' : 'node';
}

/** Returns why a script needs approval; null if all its calls are harmless. */
function dangerInScript(script: Uint8Array | undefined, table: CommandTable): string | null {
  if (!script) return null;
  const { calls, hidden } = readScriptCalls(script);
  for (const call of calls) {
    const args = asWords(...call);
    const command = lookUpCall(args, table);
    if (dangerOf(args, command, table)) return `It calls ${shownName(args, table)}.`;
  }
  return hidden ? 'It calls a command that its text does not show.' : null;
}

/** A call with a computed subcommand counts as unknown. */
function lookUpCall(args: readonly Uint8Array[], table: CommandTable): Command | null {
  return args.length === 1 && isContainer(args, table) ? null : lookUp(args, table);
}

/** Returns why a read-only connection refuses a command; null if it does not. */
function whyNotReadOnly(
  args: readonly Uint8Array[],
  command: Command | null,
  table: CommandTable,
  findScript: FindScript = () => null,
): string | null {
  if (!command) return 'it is unknown and may write';
  const { name, flags } = command;
  if (flags.has('write')) return 'it writes';
  if (ALSO_WRITING.has(name)) return 'it does more than read';
  if (CARRIES_SCRIPT.has(name) || RUNS_STORED_CODE.has(name)) {
    if (!flags.has('readonly')) return 'its script may write';
    // The server refuses writes in it, but runs commands such as CLUSTER ADDSLOTS.
    if (CARRIES_SCRIPT.has(name)) return whyNotScript(args[1], table);
    // A function is known by name only, and any client can replace its code.
    if (name !== 'evalsha_ro') return 'only the server has the code of this function';
    const script = args[1] && findScript(args[1]);
    return script ? whyNotScript(script, table) : 'this shell does not know the script';
  }
  if (isAdmin(command) && !isHarmlessRead(command, args) && !COSTLY.has(name)) return 'it changes the server';
  return null;
}

function whyNotScript(script: Uint8Array | undefined, table: CommandTable): string | null {
  if (!script) return null;
  const { calls, hidden } = readScriptCalls(script);
  for (const call of calls) {
    const args = asWords(...call);
    const why = whyNotReadOnly(args, lookUpCall(args, table), table);
    if (why) return `its script calls ${shownName(args, table)}, and ${why}`;
  }
  return hidden ? 'its script calls a command that its text does not show' : null;
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

/** Names a read-only equivalent in a sentence; empty if there is none. */
function readingAdvice(name: string, table: CommandTable): string {
  if (name === 'evalsha_ro') return 'Load the script with SCRIPT LOAD in this shell first, or use EVAL_RO. ';
  const readOnlyName = `${name}_ro`;
  // FCALL_RO is refused as well.
  return name !== 'fcall' && Object.hasOwn(table, readOnlyName)
    ? `${readOnlyName.toUpperCase()} only reads. `
    : '';
}

/** The command's name for display, with its subcommand if it has one. */
function shownName(args: readonly Uint8Array[], table: CommandTable): string {
  return args
    .slice(0, isContainer(args, table) ? 2 : 1)
    .map((word) => readable(word.subarray(0, 40)).toUpperCase())
    .join(' ');
}
