/** Imports connections: our own export, other programs' lists, URLs and redis-cli command lines. Writes nothing. */
import { randomUUID } from 'node:crypto';
import { FailureError } from '../../shared/failure.ts';
import { EXPORT_KIND, MOST_PROFILES, readExport } from './export.ts';
import type { Imported } from './import-draft.ts';
import { readLines } from './import-lines.ts';
import { readList } from './import-lists.ts';
import { lessSafeThanNew } from './less-safe.ts';
import { readJson } from './profile-format.ts';
import { SEALED_KIND, unseal } from './sealed.ts';

/** Characters that are read at most. */
const LONGEST = 1 << 24;

/**
 * Reads `text` from a file or the clipboard. `sealed`: it needs its passphrase. Profiles get new ids, so none that is saved is
 * replaced. Rejects with a FailureError if nothing in it is understood; never repeats a secret.
 */
export async function importConnections(
  text: string,
  passphrase: string | null = null,
): Promise<{ kind: 'sealed' } | ({ kind: 'read' } & Imported)> {
  if (text.length > LONGEST)
    throw new FailureError('too-large', 'This is larger than 16 MiB.', 'Import it in parts.');
  const imported: Imported = { profiles: [], secrets: [], notes: [] };
  const json = jsonOf(text.replace(/^\ufeff/, '').trim());
  if (json === null) readLines(text, imported);
  else if (isObject(json) && json['kind'] === SEALED_KIND) {
    if (passphrase === null) return { kind: 'sealed' };
    readOwn(parsed(await unseal(json, passphrase)), imported);
  } else if (isObject(json) && json['kind'] === EXPORT_KIND) readOwn(json, imported);
  else readOthers(json, imported);
  return { kind: 'read', ...imported };
}

const isObject = (value: unknown): value is { readonly [field: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Null if the text is not JSON, plain or in base64. */
function jsonOf(text: string): unknown {
  if (/^[[{]/.test(text)) return parsed(text);
  // `[` and `{` are W and e in base64.
  if (text.length < 8 || !/^[We][A-Za-z0-9+/\s]*={0,2}$/.test(text)) return null;
  const decoded = Buffer.from(text, 'base64').toString('utf8');
  return /^[[{]/.test(decoded) ? parsed(decoded) : null;
}

function parsed(text: string): unknown {
  const json = readJson(Buffer.from(text));
  if (typeof json === 'string')
    throw new FailureError('bad-argument', `The file could not be understood: ${json}.`, 'Export it again.');
  return json.value;
}

/** The note about an omitted host key: only a user who has seen a host key may accept it. */
const HOST_KEY = 'The accepted SSH host key was left out: you are asked about it at the first connection.';

function readOwn(json: unknown, into: Imported): void {
  const { profiles, secrets, left } = readExport(json);
  for (const profile of profiles) {
    const id = randomUUID();
    into.profiles.push({ ...profile, id, ssh: profile.ssh && { ...profile.ssh, hostKey: '' } });
    if (profile.ssh?.hostKey) into.notes.push({ about: profile.name, text: HOST_KEY });
    for (const text of lessSafeThanNew(profile)) into.notes.push({ about: profile.name, text });
    for (const secret of secrets.get(profile.id) ?? []) into.secrets.push({ ...secret, id });
  }
  for (const place of left)
    into.notes.push({ about: `Connection ${place}`, text: 'Not understood, and left out.' });
}

function readOthers(json: unknown, into: Imported): void {
  const list = listOf(json);
  if (list === null || list.length === 0)
    throw new FailureError(
      'bad-argument',
      'It contains no connection.',
      'Give an export of Slotshell, RedisInsight or Another Redis Desktop Manager.',
    );
  if (list.length > MOST_PROFILES)
    throw new FailureError(
      'too-large',
      `It contains more than ${MOST_PROFILES} connections.`,
      'Import it in parts.',
    );
  readList(list, isObject(json) ? json['groups'] : null, into);
}

function listOf(json: unknown): readonly unknown[] | null {
  if (Array.isArray(json)) return json as unknown[];
  if (!isObject(json)) return null;
  if (Array.isArray(json['connections'])) return json['connections'] as unknown[];
  return 'host' in json ? [json] : null;
}
