/** Lines that say where to connect: URLs, host:port, and pasted redis-cli command lines. */
import path from 'node:path';
import { formatAddress } from '../cluster/wire/address.ts';
import { FailureError } from '../../shared/failure.ts';
import { flagOf } from './cli-flags.ts';
import { readConnectionArgs, splitConnectionLine, type Asked } from './connection-flags.ts';
import { isUrl } from './connection-url.ts';
import { ImportDraft, type Imported } from './import-draft.ts';

const MOST_LINES = 1000;

/** The notes say which lines were not understood. Throws a FailureError if none was. */
export function readLines(text: string, into: Imported): void {
  const lines = text
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .map((line, index) => ({ line: line.trim(), about: `Line ${index + 1}` }))
    .filter(({ line }) => line !== '' && !line.startsWith('#'));
  let refused: FailureError | null = null;
  for (const { line, about } of lines.slice(0, MOST_LINES)) {
    try {
      readLine(line, about, into);
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      refused ??= error;
      into.notes.push({ about, text: `${error.failure.message} ${error.failure.advice}` });
    }
  }
  if (lines.length > MOST_LINES)
    into.notes.push({ about: '', text: `Lines after the first ${MOST_LINES} were left out.` });
  if (into.profiles.length > 0) return;
  throw (
    refused ??
    new FailureError(
      'bad-argument',
      into.notes[0]?.text ?? 'There is nothing to import.',
      'Give a redis:// URL, host:port, a redis-cli command line, or an exported file.',
    )
  );
}

function readLine(line: string, about: string, into: Imported): void {
  const { password, command } = splitAssignments(line);
  const { program, args } = splitConnectionLine(command);
  if (!program && args.length > 1 && !args[0]!.startsWith('-') && !args[1]!.startsWith('-'))
    throw new FailureError('bad-argument', 'This is not an address.', 'Give one address on each line.');
  const draft = new ImportDraft();
  const elsewhere: string[] = [];
  const asked = readConnectionArgs(args, password, (arg, rest) => {
    const row = flagOf(arg);
    const length = row?.value === undefined ? 1 : 2;
    const meaning = row?.import;
    if (meaning === 'elsewhere') {
      elsewhere.push(arg);
      return length;
    }
    if (meaning && 'note' in meaning) {
      draft.note(meaning.note);
      return length;
    }
    if (meaning) throw new FailureError('bad-argument', meaning.refused, meaning.advice);
    if (!program || arg.startsWith('-') || isUrl(arg)) return 0;
    draft.note('The command at the end was left out.');
    return rest.length;
  });
  if (elsewhere.length > 0)
    draft.note(`Left out, because not about the connection: ${elsewhere.slice(0, 10).join(', ')}.`);
  const url = args.find(isUrl);
  if (url && /[?#]/.test(url.replace(/^.*@/s, '')))
    draft.note('Left out: what follows the ? or # in the URL.');
  fill(draft, asked);
  draft.finish(into, about);
}

/** A line as copied from a terminal or a script, without its prompt and the variables set for this one command. */
function splitAssignments(line: string): { password: string | undefined; command: string } {
  let command = line.replace(/^\$\s+/, '');
  let password: string | undefined;
  for (;;) {
    const assignment = /^([A-Z_][A-Z0-9_]*)=("[^"]*"|'[^']*'|\S*)\s+/.exec(command);
    if (!assignment) return { password: password || undefined, command };
    if (/^(REDIS|VALKEY)CLI_AUTH$/.test(assignment[1]!))
      password = assignment[2]!.replace(/^(["'])(.*)\1$/, '$2');
    command = command.slice(assignment[0].length);
  }
}

function fill(draft: ImportDraft, asked: Asked): void {
  const { profile } = draft;
  profile.seeds = [formatAddress(asked.host, asked.port)];
  profile.name = profile.seeds[0]!;
  profile.environment = asked.production ? 'production' : 'development';
  profile.readOnly = asked.readOnly;
  profile.username = asked.username ?? '';
  profile.database = asked.database;
  profile.protocol = asked.protocol;
  if (asked.connectTimeout !== undefined) profile.connectTimeout = asked.connectTimeout;
  profile.family = asked.family;
  if (asked.proxy) {
    const { password, ...proxy } = asked.proxy;
    profile.proxy = proxy;
    if (password !== undefined) draft.secret('proxyPassword', password);
  }
  if (asked.password !== undefined) draft.secret('password', asked.password);
  const given = asked.tls;
  if (!given) return;
  const { tls } = draft;
  for (const field of ['ca', 'cert', 'key'] as const) {
    tls[field] = given[field] ?? '';
    if (tls[field] && !path.isAbsolute(tls[field]))
      draft.note(`The path of the ${FILES[field]} is relative: choose the file in the connection.`);
  }
  tls.serverName = given.servername ?? '';
  if (given.rejectUnauthorized === false) {
    tls.verify = tls.verifyName = false;
    draft.note('The certificate is not checked, because of --insecure.');
  }
}

const FILES = { ca: 'CA certificate', cert: 'client certificate', key: 'client key' } as const;
