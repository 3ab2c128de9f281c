/**
 * Lists of connections as other programs export them: RedisInsight 2 (a JSON array) and Another Redis Desktop Manager
 * (base64 of one, or of one with groups). Their names differ, so that one table serves both.
 */
import { PEM_START } from '../../shared/connections/profile-choices.ts';
import { formatAddress } from '../cluster/wire/address.ts';
import { ImportDraft, type Imported } from './import-draft.ts';

type Json = { readonly [field: string]: unknown };

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Fields of one entry that are read. */
const MOST_FIELDS = 300;

function flatten(entry: Json): Map<string, unknown> {
  const fields = new Map<string, unknown>();
  const walk = (object: Json, prefix: string, depth: number) => {
    for (const [name, value] of Object.entries(object)) {
      if (fields.size >= MOST_FIELDS) return;
      if (isObject(value) && depth < 3) walk(value, `${prefix}${name}.`, depth + 1);
      else if (value !== null && value !== '' && value !== undefined) fields.set(prefix + name, value);
    }
  };
  walk(entry, '', 0);
  return fields;
}

/** Takes a value into the draft; false if it is not understood. */
type Take = (draft: ImportDraft, value: unknown, has: (path: string) => boolean) => boolean;

const text =
  (put: (draft: ImportDraft, value: string, has: (path: string) => boolean) => void): Take =>
  (draft, value, has) => {
    if (typeof value !== 'string') return false;
    put(draft, value, has);
    return true;
  };

const number =
  (first: number, last: number, put: (draft: ImportDraft, value: number) => void): Take =>
  (draft, value) => {
    const found = typeof value === 'string' && /^\s*\d{1,9}\s*$/.test(value) ? Number(value) : value;
    if (typeof found !== 'number' || !Number.isInteger(found) || found < first || found > last) return false;
    put(draft, found);
    return true;
  };

const flag =
  (put: (draft: ImportDraft, value: boolean) => void): Take =>
  (draft, value) => {
    if (typeof value !== 'boolean') return false;
    put(draft, value);
    return true;
  };

const nothing: Take = () => true;

/** Neither program checks by default. An import never makes a connection less safe than a new one. */
const UNCHECKED =
  'The other program did not check the certificate; Slotshell does. If the server has none that can be checked, switch the check off in the connection.';

/** The top-level login is for the sentinels, if there are any; Another Redis Desktop Manager has no user name for them. */
const FIELDS: { readonly [path: string]: Take } = {
  name: text((d, v) => void (d.profile.name = v)),
  connectionName: nothing,
  username: text((d, v, has) => {
    if (d.profile.sentinel && has('sentinelMaster.name')) d.profile.sentinel.username = v;
    else d.profile.username = v;
  }),
  password: text((d, v) => d.secret(d.profile.sentinel ? 'sentinelPassword' : 'password', v)),
  auth: text((d, v) => d.secret(d.profile.sentinel ? 'sentinelPassword' : 'password', v)),
  db: number(0, 1_000_000, (d, v) => void (d.profile.database = v)),
  timeout: number(1, 1_000_000_000, (d, v) => {
    d.profile.connectTimeout = Math.min(Math.max(v, 100), 600_000);
  }),
  separator: text((d, v) => void (d.profile.separator = v)),
  connectionReadOnly: flag((d, v) => void (d.profile.readOnly = v)),
  nodes: (d, v) => Array.isArray(v) && v.slice(0, 100).every((node) => addSeed(d, node)),
  'sentinelMaster.username': text((d, v) => void (d.profile.username = v)),
  'sentinelMaster.password': text((d, v) => d.secret('password', v)),
  'sentinelOptions.nodePassword': text((d, v) => d.secret('password', v)),

  tls: flag((d, v) => void (v && d.tls)),
  tlsServername: text((d, v) => void (d.tls.serverName = v)),
  'sslOptions.servername': text((d, v) => void (d.tls.serverName = v)),
  caCert: text((d, v) => void (d.tls.ca = v)),
  'caCert.certificate': text((d, v) => void (d.tls.ca = v)),
  'sslOptions.ca': text((d, v) => void (d.tls.ca = v)),
  'clientCert.certificate': text((d, v) => void (d.tls.cert = v)),
  'sslOptions.cert': text((d, v) => void (d.tls.cert = v)),
  'clientCert.key': text((d, v) => d.key('tlsKey', v, (path) => void (d.tls.key = path))),
  'sslOptions.key': text((d, v) => d.key('tlsKey', v, (path) => void (d.tls.key = path))),
  verifyServerCert: nothing,

  'sshOptions.host': text((d, v) => void (d.ssh.host = v)),
  'sshOptions.port': number(1, 65535, (d, v) => void (d.ssh.port = v)),
  'sshOptions.username': text((d, v) => void (d.ssh.user = v)),
  'sshOptions.password': text((d, v) => d.secret('sshPassword', v)),
  'sshOptions.passphrase': text((d, v) => d.secret('sshPassphrase', v)),
  'sshOptions.privateKey': text(sshKey),
  'sshOptions.privatekey': text(sshKey),
  'sshOptions.beforeconnect': (d) => {
    d.note('The command to run before connecting was left out: an import does not run programs.');
    return true;
  },
  'sshOptions.timeout': nothing,

  connectionType: nothing,
  cluster: nothing,
  compressor: (d, v) => {
    if (v !== 'NONE') d.note('The other program decompresses values; Slotshell shows them as stored.');
    return true;
  },
};

function sshKey(draft: ImportDraft, value: string): void {
  draft.ssh.method = 'key';
  draft.key('sshKey', value, (path) => void (draft.ssh.keyFile = path));
}

/** Fields that say nothing about how to connect, or are read before the table. */
const SILENT =
  /^(host|port|id|key|order|groupId|color|new|provider|nameFromProvider|lastConnection|createdAt|modules|version|tags|isPreSetup|keyNameFormat|forceStandalone|ssh|cloudDetails\..*|(caCert|clientCert|sshOptions)\.(id|name|isPreSetup)|.*bookmark|sentinelMaster\.(name|host|port|nodes|status|numberOfSlaves)|sentinelOptions\.masterName)$/;

function addSeed(draft: ImportDraft, node: unknown): boolean {
  if (!isObject(node) || typeof node['host'] !== 'string') return false;
  const seed = formatAddress(node['host'], Number(node['port']));
  if (!draft.profile.seeds.includes(seed) && draft.profile.seeds.length < 100) draft.profile.seeds.push(seed);
  return true;
}

function readEntry(entry: Json, into: Imported, about: string, groups: ReadonlyMap<unknown, string>): void {
  const draft = new ImportDraft();
  const { profile } = draft;
  const fields = flatten(entry);
  const host = typeof entry['host'] === 'string' ? entry['host'].replace(/^\[(.*)\]$/, '$1') : '';
  profile.seeds = [formatAddress(host || '127.0.0.1', Number(entry['port'] || 6379))];
  profile.name = profile.seeds[0]!;
  profile.group = groups.get(entry['groupId']) ?? '';
  const master = fields.get('sentinelMaster.name') ?? fields.get('sentinelOptions.masterName');
  if (typeof master === 'string') profile.sentinel = { master, username: '' };
  // That program keeps what was filled in after SSH is switched off.
  if (fields.get('ssh') === false)
    for (const path of fields.keys()) if (path.startsWith('sshOptions.')) fields.delete(path);
  if (isObject(entry['sslOptions'])) void draft.tls;
  const has = (path: string) => fields.has(path);
  // In the table's order, so that the file's order does not matter.
  const strange = Object.entries(FIELDS)
    .filter(([path, take]) => has(path) && !take(draft, fields.get(path), has))
    .map(([path]) => path);
  for (const path of fields.keys())
    if (!Object.hasOwn(FIELDS, path) && !SILENT.test(path)) strange.push(path.slice(0, 60));
  if (profile.tls && fields.get('verifyServerCert') !== true) draft.note(UNCHECKED);
  if (strange.length > 0) {
    const more = strange.length > 8 ? ` and ${strange.length - 8} more` : '';
    draft.note(`Not understood, and left out: ${strange.slice(0, 8).join(', ')}${more}.`);
  }
  for (const field of ['ca', 'cert'] as const)
    if (profile.tls?.[field].startsWith(PEM_START)) profile.tls[field] = profile.tls[field].trim();
  draft.finish(into, about);
}

/** `list` is parsed JSON of a bounded depth and length; `groups` are those of Another Redis Desktop Manager. Never throws. */
export function readList(list: readonly unknown[], groups: unknown, into: Imported): void {
  const names = new Map<unknown, string>();
  for (const group of Array.isArray(groups) ? groups.slice(0, 1000) : [])
    if (isObject(group) && typeof group['id'] === 'string' && typeof group['name'] === 'string')
      names.set(group['id'], group['name'].slice(0, 200));
  for (const [index, entry] of list.entries()) {
    const about = `Entry ${index + 1}`;
    if (isObject(entry) && ('host' in entry || 'port' in entry)) readEntry(entry, into, about, names);
    else into.notes.push({ about, text: 'Not a connection, and left out.' });
  }
}
