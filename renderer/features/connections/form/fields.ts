/** The fields of a connection, in the order they are drawn and Tab visits them: sections of rows, rows of cells. */
import type { Profile } from '../../../../shared/connections/profile.ts';
import { ENVIRONMENTS, TLS_VERSIONS } from '../../../../shared/connections/profile-choices.ts';
import { newProxy, newSsh, newTls } from '../../../../shared/connections/new-profile.ts';
import type { SecretName } from '../../../../shared/connections/secret-names.ts';
import { REDIRECT_MODES } from '../../../../shared/session/session.ts';
import type { FileFieldName } from '../state.ts';
import { words } from '../words.ts';
import { changeAt, valueAt, type FieldPath, type PartName, type PathOf, type ValueAt } from './field-path.ts';

const w = words.form;

type Change = (profile: Profile) => Partial<Profile>;

/** One control. A `label` is its accessible name; without one the row's label names it. */
export type Cell =
  | {
      kind: 'text';
      field: PathOf<string>;
      mono?: boolean;
      placeholder?: string;
      /** Gets the focus in a new connection. */
      isEntry?: boolean;
    }
  | { kind: 'number'; field: PathOf<number>; label?: string; note?: string }
  | {
      kind: 'choice';
      field: FieldPath;
      label: string;
      options: readonly (readonly [string | number, string])[];
      choose: (value: string | number) => Change;
      hasDots?: boolean;
    }
  | { kind: 'switch'; label: string; isOn: (profile: Profile) => boolean; turn: (on: boolean) => Change }
  | { kind: 'secret'; name: SecretName; label: string; empty?: string }
  /** With `secret`, a pasted key becomes that secret; without it the field is for certificates. */
  | { kind: 'file'; field: FileFieldName; label: string; empty: string; secret?: 'tlsKey' | 'sshKey' }
  | { kind: 'seeds' | 'colours' | 'keep' };

/** A line below the cells. */
export interface Note {
  text: string;
  isWarning?: boolean;
}

export interface FieldRow {
  label: string | ((profile: Profile) => string);
  cells: readonly Cell[];
  /** How two cells share the row. */
  layout?: 'pair' | 'pair port' | 'row wrap';
  shows?: (profile: Profile, store: 'keychain' | 'none') => boolean;
  note?: (profile: Profile) => Note | null;
  /** Below the cells: the host key that was accepted. */
  hasHostKey?: boolean;
}

export interface FieldSection {
  title: string;
  rows: readonly FieldRow[];
  /** `plain` has no heading; `folded` opens when asked to, or when something in it is wrong. */
  look?: 'plain' | 'folded';
  /** The part that a switch in the heading turns on; the rows show while it is on. */
  part?: { name: PartName; initial: () => NonNullable<Profile[PartName]>; note: string };
}

const choice = <F extends FieldPath>(
  field: F,
  label: string,
  options: readonly (readonly [ValueAt<F> & (string | number), string])[],
): Cell & { kind: 'choice' } => ({
  kind: 'choice',
  field,
  label,
  options,
  choose: (value) => changeAt(field, value as ValueAt<F>),
});

const toggle = (field: PathOf<boolean>, label: string): Cell & { kind: 'switch' } => ({
  kind: 'switch',
  label,
  isOn: (profile) => valueAt(profile, field) === true,
  turn: (on) => changeAt(field, on),
});

/** A name can only be checked in a certificate that is checked. */
const verifyName: Cell = {
  kind: 'switch',
  label: w.verifyName,
  isOn: ({ tls }) => tls !== null && tls.verify && tls.verifyName,
  turn:
    (on) =>
    ({ tls }) => ({ tls: tls && { ...tls, verify: tls.verify || on, verifyName: on } }),
};

const tlsWarning = ({ tls }: Profile): Note | null => {
  if (!tls || (tls.verify && tls.verifyName)) return null;
  return { text: tls.verify ? w.nameUnverified : w.unverified, isWarning: true };
};

const same = <T extends string>(values: readonly T[]) => values.map((value) => [value, value] as const);

const ADDRESS: FieldSection = {
  title: w.nameAndAddress,
  look: 'plain',
  rows: [
    { label: w.name, cells: [{ kind: 'text', field: 'name', isEntry: true }] },
    {
      label: w.environment,
      cells: [{ ...choice('environment', w.environment, same(ENVIRONMENTS)), hasDots: true }],
      note: ({ environment }) => ({ text: w.environmentNote[environment] }),
    },
    { label: ({ sentinel }) => (sentinel ? w.sentinels : w.seeds), cells: [{ kind: 'seeds' }] },
    {
      label: w.groupColour,
      layout: 'row wrap',
      cells: [{ kind: 'text', field: 'group', placeholder: w.noGroup }, { kind: 'colours' }],
    },
  ],
};

const AUTHENTICATION: FieldSection = {
  title: w.authentication,
  rows: [
    {
      label: w.userPassword,
      layout: 'pair',
      cells: [
        { kind: 'text', field: 'username', mono: true, placeholder: w.defaultUser },
        { kind: 'secret', name: 'password', label: w.password, empty: w.noPassword },
      ],
    },
    { label: w.keepPasswords, cells: [{ kind: 'keep' }], shows: (_profile, store) => store === 'keychain' },
    { label: w.database, cells: [{ kind: 'number', field: 'database', note: w.databaseNote }] },
  ],
};

const tlsVersions = TLS_VERSIONS.map((version) => [version, w.tlsVersion(version)] as const);

const hasClientCertificate = ({ tls }: Profile) => tls !== null && (tls.cert !== '' || tls.key !== '');

const TLS: FieldSection = {
  title: w.tls,
  part: { name: 'tls', initial: newTls, note: '' },
  rows: [
    {
      label: w.ca,
      cells: [{ kind: 'file', field: 'tls.ca', label: w.ca, empty: w.systemCa }],
    },
    {
      label: w.checks,
      layout: 'row wrap',
      cells: [toggle('tls.verify', w.verify), verifyName],
      note: tlsWarning,
    },
    {
      label: w.clientCertificate,
      cells: [{ kind: 'file', field: 'tls.cert', label: w.clientCertificate, empty: w.none }],
    },
    {
      label: w.privateKey,
      cells: [{ kind: 'file', field: 'tls.key', label: w.clientKey, empty: w.keyEmpty, secret: 'tlsKey' }],
      shows: hasClientCertificate,
    },
    {
      label: w.passphrase,
      cells: [{ kind: 'secret', name: 'tlsPassphrase', label: w.clientPassphrase, empty: w.noPassphrase }],
      shows: hasClientCertificate,
    },
    {
      label: w.serverName,
      cells: [{ kind: 'text', field: 'tls.serverName', mono: true, placeholder: w.ownName }],
    },
    { label: w.minVersionLabel, cells: [choice('tls.minVersion', w.minVersion, tlsVersions)] },
  ],
};

const SENTINEL: FieldSection = {
  title: w.sentinel,
  part: {
    name: 'sentinel',
    initial: () => ({ master: 'mymaster', username: '' }),
    note: w.sentinelNote,
  },
  rows: [
    { label: w.masterName, cells: [{ kind: 'text', field: 'sentinel.master', mono: true }] },
    {
      label: w.sentinelLogin,
      layout: 'pair',
      cells: [
        { kind: 'text', field: 'sentinel.username', mono: true, placeholder: w.defaultUser },
        { kind: 'secret', name: 'sentinelPassword', label: w.sentinelPassword },
      ],
    },
  ],
};

const PROXY: FieldSection = {
  title: w.proxy,
  part: { name: 'proxy', initial: newProxy, note: w.proxyNote },
  rows: [
    { label: w.proxyKind, cells: [choice('proxy.kind', w.proxyKind, w.proxyKinds)] },
    {
      label: w.proxyHostPort,
      layout: 'pair port',
      cells: [
        { kind: 'text', field: 'proxy.host', mono: true },
        { kind: 'number', field: 'proxy.port', label: w.proxyPort },
      ],
      note: ({ ssh }) => ({ text: ssh ? w.proxyAndSsh : w.proxyNames }),
    },
    {
      label: w.proxyLogin,
      layout: 'pair',
      cells: [
        { kind: 'text', field: 'proxy.user', mono: true, placeholder: w.none },
        { kind: 'secret', name: 'proxyPassword', label: w.proxyPassword, empty: w.noPassword },
      ],
    },
  ],
};

const isSshBy =
  (method: NonNullable<Profile['ssh']>['method']) =>
  ({ ssh }: Profile) =>
    ssh?.method === method;

const SSH: FieldSection = {
  title: w.ssh,
  part: { name: 'ssh', initial: newSsh, note: w.sshNote },
  rows: [
    {
      label: w.hostPort,
      layout: 'pair port',
      cells: [
        { kind: 'text', field: 'ssh.host', mono: true },
        { kind: 'number', field: 'ssh.port', label: w.sshPort },
      ],
      hasHostKey: true,
    },
    {
      label: w.sshUser,
      layout: 'row wrap',
      cells: [
        { kind: 'text', field: 'ssh.user', mono: true },
        choice('ssh.method', w.sshMethod, w.sshMethods),
      ],
    },
    {
      label: w.sshPassword,
      cells: [{ kind: 'secret', name: 'sshPassword', label: w.sshPassword }],
      shows: isSshBy('password'),
    },
    {
      label: w.sshKey,
      cells: [
        { kind: 'file', field: 'ssh.keyFile', label: w.sshKey, empty: w.sshKeyEmpty, secret: 'sshKey' },
      ],
      shows: isSshBy('key'),
    },
    {
      label: w.passphrase,
      cells: [{ kind: 'secret', name: 'sshPassphrase', label: w.sshPassphrase, empty: w.noPassphrase }],
      shows: isSshBy('key'),
    },
  ],
};

const DEFAULTS: FieldSection = {
  title: w.defaults,
  rows: [
    {
      label: w.redirects,
      layout: 'row wrap',
      cells: [choice('mode', w.redirects, same(REDIRECT_MODES)), toggle('readOnly', w.readOnly)],
    },
    {
      label: w.readFrom,
      cells: [choice('readFrom', w.readFrom, w.readFromOptions)],
      note: ({ readFrom }) => (readFrom === 'primary' ? null : { text: w.readFromNote }),
    },
  ],
};

const ADVANCED: FieldSection = {
  title: w.advanced,
  look: 'folded',
  rows: [
    { label: w.connectTimeout, cells: [{ kind: 'number', field: 'connectTimeout', note: w.milliseconds }] },
    { label: w.keepAlive, cells: [{ kind: 'number', field: 'keepAlive', note: w.keepAliveNote }] },
    { label: w.family, cells: [choice('family', w.family, w.families)] },
    { label: w.protocol, cells: [choice('protocol', w.protocolOfConnection, w.protocols)] },
    { label: w.clientName, cells: [{ kind: 'text', field: 'clientName', mono: true, placeholder: w.none }] },
    { label: w.separator, cells: [{ kind: 'text', field: 'separator', mono: true }] },
  ],
};

/** `nat` is a table of its own. */
export const SECTIONS: readonly (FieldSection | 'nat')[] = [
  ADDRESS,
  AUTHENTICATION,
  TLS,
  SENTINEL,
  PROXY,
  SSH,
  'nat',
  DEFAULTS,
  ADVANCED,
];

/** The name of a cell's field in problems; empty if it has none. */
export function fieldOf(cell: Cell): string {
  if (cell.kind === 'secret') return cell.name;
  if (cell.kind === 'seeds') return 'seeds';
  return 'field' in cell ? cell.field : '';
}
