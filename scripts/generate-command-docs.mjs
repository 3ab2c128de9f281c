// Writes shared/commands/command-docs.json from COMMAND DOCS of the redis-server at 127.0.0.1:PORT (argument 1): the
// CommandDocs of shared/commands/command-docs.ts.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

const cli = (...words) =>
  execFileSync('redis-cli', ['-3', '--json', '-p', process.argv[2], ...words], { maxBuffer: 1 << 26 });
const byName = (docs, make) =>
  Object.fromEntries(
    Object.entries(docs)
      .map(([name, doc]) => [name.split('|').at(-1), make(doc)])
      .sort((a, b) => (a[0] < b[0] ? -1 : 1)),
  );
const argument = ({ name, display_text, type, token, flags = [], arguments: parts }) => ({
  name: display_text ?? name,
  type,
  ...(token !== undefined && { token }),
  ...(flags.includes('optional') && { optional: true }),
  ...(flags.includes('multiple') && { multiple: true }),
  ...(flags.includes('multiple_token') && { multipleToken: true }),
  ...(parts && { arguments: parts.map(argument) }),
});
/** Corrections of 7.0's syntax, from Redis 7.2: exactly one of two choices is given. */
const corrected = (list) => {
  const [store, distance] = list.slice(-2);
  if (store?.token === 'STORE' && distance?.token === 'STOREDIST')
    return [...list.slice(0, -2), { ...choiceOf('store', [store, distance]), optional: true }];
  return list.map((one) =>
    one.name === 'authentication' ? { ...choiceOf(one.name, one.arguments), optional: true } : one,
  );
};
const choiceOf = (name, parts) => ({
  name,
  type: 'oneof',
  arguments: parts.map((part) => ({ ...part, optional: undefined })),
});
const entry = ({ summary = '', since = '', group = '', complexity = '', arguments: parts, subcommands }) => ({
  summary,
  since,
  group,
  complexity,
  arguments: corrected((parts ?? []).map(argument)),
  subcommands: byName(subcommands ?? {}, entry),
});
const version = /redis_version:(\S+)/.exec(cli('info', 'server').toString())[1];
const docs = byName(JSON.parse(cli('command', 'docs')), entry);
writeFileSync(
  new URL('../shared/commands/command-docs.json', import.meta.url),
  JSON.stringify({ version, docs }).replaceAll('},"', '},\n"') + '\n',
);
