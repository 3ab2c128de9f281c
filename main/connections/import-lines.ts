/** Lines that say where to connect: URLs, host:port, and redis-cli command lines as they are pasted. */
import path from 'node:path';
import { formatAddress } from '../cluster/wire/address.ts';
import { FailureError } from '../../shared/failure.ts';
import { isUrl, readConnectionWords, splitConnectionLine, type Asked } from './connection-flags.ts';
import { ImportDraft, type Imported } from './import-draft.ts';

const MOST_LINES = 1000;

/** redis-cli's flags (7.0 to 8.0) that say nothing about a connection, with how many words each takes. */
const ELSEWHERE: { readonly [flag: string]: 1 | 2 } = Object.fromEntries([
  ...words(
    '--raw --no-raw --csv --json --quoted-json --quoted-input -e -x --stat --latency --latency-history --latency-dist --lru-test --replica --slave --pipe --bigkeys --memkeys --hotkeys --keystats --scan --ldb --ldb-sync-mode --verbose --help --version -v',
  ).map((flag) => [flag, 1] as const),
  ...words(
    '-r -i -d -D -X --show-pushes --rdb --functions-rdb --pipe-timeout --intrinsic-latency --eval --pattern --quoted-pattern --count --cursor --top --memkeys-samples --keystats-samples',
  ).map((flag) => [flag, 2] as const),
]);

/** Flags about the connection that a profile has no place for, with how many words each takes. */
const NOT_HERE: { readonly [flag: string]: readonly [1 | 2, string] } = {
  '--askpass': [1, 'The password was to be asked for: type it into the connection.'],
  '--cacertdir': [2, '--cacertdir was left out: choose the CA certificate as one file.'],
  '--tls-ciphers': [2, '--tls-ciphers was left out: ciphers are those of this program.'],
  '--tls-ciphersuites': [2, '--tls-ciphersuites was left out: ciphers are those of this program.'],
};

function words(line: string): string[] {
  return line.split(' ');
}

/** Throws a FailureError where none of the lines is understood; else the notes say which were not. */
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
  // As copied from a terminal or a script: a prompt, and variables for this one command.
  let rest = line.replace(/^\$\s+/, '');
  let password: string | undefined;
  for (;;) {
    const assignment = /^([A-Z_][A-Z0-9_]*)=("[^"]*"|'[^']*'|\S*)\s+/.exec(rest);
    if (!assignment) break;
    if (assignment[1] === 'REDISCLI_AUTH') password = assignment[2]!.replace(/^(["'])(.*)\1$/, '$2');
    rest = rest.slice(assignment[0].length);
  }
  const { program, args: words } = splitConnectionLine(rest);
  if (!program && words.length > 1 && !words[0]!.startsWith('-') && !words[1]!.startsWith('-'))
    throw new FailureError('bad-argument', 'This is not an address.', 'Give one address on each line.');
  const draft = new ImportDraft();
  const elsewhere: string[] = [];
  const asked = readConnectionWords(words, password || undefined, (word, after) => {
    if (word === '-s')
      throw new FailureError(
        'bad-argument',
        '-s names a Unix socket.',
        'This program connects by TCP: give -h and -p.',
      );
    if (Object.hasOwn(NOT_HERE, word)) {
      draft.note(NOT_HERE[word]![1]);
      return NOT_HERE[word]![0];
    }
    if (Object.hasOwn(ELSEWHERE, word)) {
      elsewhere.push(word);
      return ELSEWHERE[word]!;
    }
    if (!program || word.startsWith('-') || isUrl(word)) return 0;
    draft.note('The command at the end was left out.');
    return after.length;
  });
  if (elsewhere.length > 0)
    draft.note(`Left out, as it says nothing about a connection: ${elsewhere.slice(0, 10).join(', ')}.`);
  const url = words.find(isUrl);
  if (url && /[?#]/.test(url.replace(/^.*@/s, '')))
    draft.note('What follows the ? or # of the URL was left out.');
  fill(draft, asked);
  draft.finish(into, about);
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
  profile.connectTimeout = asked.connectTimeout;
  profile.family = asked.family;
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
    draft.note('The certificate is not checked, as --insecure says.');
  }
}

const FILES = { ca: 'CA certificate', cert: 'client certificate', key: 'client key' } as const;
