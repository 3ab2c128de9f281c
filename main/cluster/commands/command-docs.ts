/** Reads the connected server's COMMAND DOCS (since 7.0) into CommandDocs, with the commands of modules and of Valkey. */
import type {
  ArgumentSpec,
  ArgumentType,
  CommandDoc,
  CommandDocs,
} from '../../../shared/commands/command-docs.ts';
import type { CommandTable } from '../../../shared/commands/command-table.ts';
import { escapeForLine } from '../../../shared/format/escape.ts';
import { argsOf, type Reply } from '../../../shared/resp/resp.ts';
import type { NodeConnection } from '../wire/node-connection.ts';
import { fieldsOf, itemsOf, readReply, textOf } from '../wire/read-reply.ts';

/** Milliseconds: several hundred kilobytes may come over a slow link, and nothing waits for them. */
const TIMEOUT_MS = 15_000;

// A server, or a proxy before it, may send anything. Redis 8 with all its modules stays below half of each bound.
const MAX_BYTES = 2 ** 22;
const MAX_COMMANDS = 2000;
const MAX_ARGUMENTS = 200;
const MAX_ALL_ARGUMENTS = 40_000;
const MAX_NESTING = 6;
const MAX_NAME = 80;
const MAX_TEXT = 400;

const TYPES: ReadonlySet<string> = new Set<ArgumentType>([
  'string',
  'integer',
  'double',
  'key',
  'pattern',
  'unix-time',
  'pure-token',
  'oneof',
  'block',
]);

/** Loaded when first asked for: no prompt waits for it. */
export const bundledDocs = async (): Promise<CommandDocs> => (await import('./bundled-docs.ts')).BUNDLED_DOCS;

/**
 * Asks for COMMAND DOCS. Always resolves. The bundled docs of the commands in `table` replace a missing reply (before 7.0, a
 * proxy, a user without the right) and fill the gaps of an incomplete one.
 */
export async function readCommandDocs(connection: NodeConnection, table: CommandTable): Promise<CommandDocs> {
  const known = Object.entries(await bundledDocs()).filter(([name]) => Object.hasOwn(table, name));
  const fill: CommandDocs = Object.fromEntries(known);
  try {
    const raw = await connection.send(argsOf('COMMAND', 'DOCS'), { timeout: TIMEOUT_MS });
    return raw.bytes > MAX_BYTES ? fill : { ...fill, ...parseDocs(readReply(raw)) };
  } catch {
    return fill;
  }
}

/** Parses a COMMAND DOCS reply: bounded, every text safe for one line, malformed entries omitted. */
export function parseDocs(reply: Reply): CommandDocs {
  const budget = { commands: MAX_COMMANDS, arguments: MAX_ALL_ARGUMENTS };
  return readEntries(reply, budget, 0);
}

interface Budget {
  commands: number;
  arguments: number;
}

function readEntries(reply: Reply | undefined, budget: Budget, depth: 0 | 1): CommandDocs {
  const entries: [string, CommandDoc][] = [];
  for (const [fullName, value] of fieldsOf(reply)) {
    const name = fullName.toLowerCase().split('|')[depth] ?? '';
    if (!isName(name) || budget.commands-- <= 0) continue;
    const fields = fieldsOf(value);
    const text = (field: string) => clean(textOf(fields.get(field)), MAX_TEXT);
    entries.push([
      name,
      {
        summary: text('summary').trim(),
        since: text('since'),
        group: text('group'),
        complexity: text('complexity'),
        arguments: readArguments(fields.get('arguments'), budget, 0),
        subcommands: depth === 0 ? readEntries(fields.get('subcommands'), budget, 1) : {},
      },
    ]);
  }
  return Object.fromEntries(entries);
}

function readArguments(reply: Reply | undefined, budget: Budget, depth: number): ArgumentSpec[] {
  if (depth >= MAX_NESTING) return [];
  const specs: ArgumentSpec[] = [];
  for (const item of itemsOf(reply).slice(0, MAX_ARGUMENTS)) {
    if (budget.arguments-- <= 0) break;
    const fields = fieldsOf(item);
    const type = textOf(fields.get('type'));
    const flags = itemsOf(fields.get('flags')).map(textOf);
    const spec: ArgumentSpec = {
      name: clean(textOf(fields.get('display_text') ?? fields.get('name')), MAX_NAME),
      type: TYPES.has(type) ? (type as ArgumentType) : 'string',
    };
    const token = fields.get('token');
    if (token) spec.token = clean(textOf(token), MAX_NAME);
    if (flags.includes('optional')) spec.optional = true;
    if (flags.includes('multiple')) spec.multiple = true;
    if (flags.includes('multiple_token')) spec.multipleToken = true;
    if (fields.has('arguments')) spec.arguments = readArguments(fields.get('arguments'), budget, depth + 1);
    specs.push(spec);
  }
  return specs;
}

// `__proto__` as a key would replace the record's prototype.
const isName = (name: string) => /^[!-~]{1,64}$/.test(name) && name !== '__proto__';

const clean = (text: string, limit: number) => escapeForLine(text.slice(0, limit));
