/** Texts about connections. */
import { counted, grouped } from '../../../shared/format/count.ts';

const form = {
  /** The form's accessible name. */
  title: (name: string) => `Connection ${name}`,
  unnamed: 'No name',
  unsaved: 'not saved yet',
  edited: 'edited',
  discard: 'Discard',
  revert: 'Revert',
  duplicate: 'Duplicate',
  test: 'Test',
  save: 'Save',
  connect: 'Connect',
  connecting: 'Connecting…',
  forget: 'Forget',
  none: 'none',

  nameAndAddress: 'Name and address',
  name: 'Name',
  environment: 'Environment',
  environmentNote: {
    development: 'Development: commands run without confirmation.',
    staging: 'Staging: marked in the window; commands run without confirmation.',
    production:
      'Production: dangerous commands need confirmation; FLUSHALL and the like need the name typed.',
  },
  sentinels: 'Sentinels',
  seeds: 'Seeds',
  groupColour: 'Group, colour',
  noGroup: 'no group',
  colour: 'Colour',
  colourName: (colour: string) => (colour === 'none' ? 'No colour' : `Colour ${colour}`),

  authentication: 'Authentication',
  userPassword: 'User, password',
  defaultUser: 'default',
  password: 'Password',
  noPassword: 'no password',
  keepPasswords: 'Keep passwords',
  database: 'Database',
  databaseNote: 'for servers outside a cluster',

  tls: 'TLS',
  ca: 'CA certificate',
  systemCa: 'the system’s CAs',
  checks: 'Verification',
  verify: 'Verify certificate',
  verifyName: 'Verify each node’s name',
  nameUnverified:
    'Any certificate signed by this CA is accepted, whatever its name. The window shows this while you are connected.',
  unverified:
    'Anyone on the network path can read and change everything, passwords included. The window shows this while you are connected.',
  clientCertificate: 'Client certificate',
  privateKey: 'Private key',
  clientKey: 'Key of the client certificate',
  keyEmpty: 'a file, or paste the key',
  passphrase: 'Passphrase',
  clientPassphrase: 'Passphrase of the key',
  noPassphrase: 'no passphrase',
  serverName: 'Server name',
  ownName: 'each node’s own',
  minVersionLabel: 'Minimum version',
  minVersion: 'Minimum TLS version',
  /** `TLSv1` is 1.0. */
  tlsVersion: (version: string) => (version === 'TLSv1' ? '1.0' : version.replace('TLSv', '')),

  sentinel: 'Sentinel',
  sentinelNote: 'the addresses above are Sentinels',
  masterName: 'Master name',
  sentinelLogin: 'Sentinel login',
  sentinelPassword: 'Password of the Sentinels',

  proxy: 'Proxy',
  proxyNote: 'every node is reached through it',
  proxyKind: 'Kind',
  proxyKinds: [
    ['socks5', 'SOCKS5'],
    ['http', 'HTTP (CONNECT)'],
  ],
  proxyHostPort: 'Proxy host, port',
  proxyPort: 'Proxy port',
  proxyNames: 'The proxy resolves the names of the nodes.',
  proxyAndSsh: 'The SSH server is reached through it, and the nodes through the SSH server.',
  proxyLogin: 'Proxy user, password',
  proxyPassword: 'Proxy password',

  ssh: 'SSH tunnel',
  sshNote: 'every node is reached through it',
  hostPort: 'Host, port',
  sshPort: 'SSH port',
  noHostKey: 'No host key accepted yet. Test the connection to see it and accept it.',
  hostKeyAccepted: 'Accepted host key',
  forgetHostKey: 'Forget the host key',
  sshUser: 'User',
  sshMethod: 'SSH login by',
  sshMethods: [
    ['agent', 'agent'],
    ['key', 'key'],
    ['password', 'password'],
  ],
  sshPassword: 'SSH password',
  sshKey: 'SSH key',
  sshKeyEmpty: '~/.ssh/id_ed25519, or paste the key',
  sshPassphrase: 'Passphrase of the SSH key',

  nat: 'NAT map',
  natNote: 'addresses to use instead of those that the cluster announces',
  natAnnounced: 'Announced by the cluster',
  natReached: 'Reached at',
  natSource: 'Source',
  natAnnouncedLine: (line: number) => `Announced, line ${line}`,
  natReachedLine: (line: number) => `Reached at, line ${line}`,
  natByHand: 'by hand',
  natFound: 'found',
  natRemove: (line: number) => `Remove line ${line}`,
  natKeep: 'Keep',
  natKeepOne: (announced: string, reached: string) => `Keep ${announced} at ${reached}`,
  natAdd: 'Add a line',
  natKeepAll: 'Keep all that were found',
  natEmpty: 'Nodes that cannot be reached at their announced address are tried at the seeds’ hosts.',

  defaults: 'Defaults',
  redirects: 'Redirects',
  readOnly: 'Read-only: refuse writes before they are sent',
  readFrom: 'Read from',
  readFromOptions: [
    ['primary', 'primaries'],
    ['prefer-replica', 'replicas, else primaries'],
    ['replica', 'replicas'],
  ],
  readFromNote: 'A replica can lag behind: it may not have the last write yet.',

  advanced: 'Advanced',
  connectTimeout: 'Connect timeout',
  milliseconds: 'ms',
  keepAlive: 'Keep-alive',
  keepAliveNote: 'seconds idle; 0 switches it off',
  family: 'IP version',
  families: [
    [0, 'any'],
    [4, 'IPv4'],
    [6, 'IPv6'],
  ],
  protocol: 'Protocol',
  protocolOfConnection: 'Protocol of this connection',
  protocols: [
    [2, 'RESP2'],
    [3, 'RESP3'],
  ],
  clientName: 'Client name',
  separator: 'Key separator',
} as const;

/** A field for a file, or for its text. */
const file = {
  privateKeyText: 'private key, as text',
  keyText: 'key, as text',
  certificateText: (certificates: number) => `${counted(certificates, 'certificate')} as text`,
  remove: 'Remove',
  removeField: (field: string) => `Remove: ${field}`,
  choose: 'Choose…',
  chooseField: (field: string) => `Choose a file: ${field}`,
  notCertificates:
    'This text has no certificate, or has a private key in it. Paste only the certificates, or choose their file.',
  notKey: 'This text has no private key. Paste the whole key, first line to last, or choose its file.',
} as const;

/** Where secrets are kept. */
const secret = {
  keepIn: {
    keychain: [
      ['stored', 'in the key store'],
      ['session', 'for this session'],
      ['once', 'not at all'],
    ],
    none: [
      ['session', 'for this session only'],
      ['once', 'not at all'],
    ],
  },
  keepField: (field: string) => `Keep: ${field}`,
  noKeyStore: (what: string) => `This system has no key store. Keep ${what} until Slotshell closes?`,
  theKey: 'the key',
  typed: 'this',
  kept: {
    stored: 'kept in the key store',
    session: 'kept for this session',
    unreadable: 'type it again: the key store cannot open it',
    elsewhere: 'type it again: it was kept for another host, user, TLS, tunnel or Sentinel',
  },
  forgetField: (field: string) => `Forget: ${field}`,
} as const;

/** The screen around the form, and the list of saved connections. */
const screen = {
  title: 'Connections',
  close: 'Close',
  count: (n: number) => counted(n, 'connection'),
  connectedTo: 'connected to',
  notConnectedTo: 'not connected to',
  keyStore: 'Secrets: in the system’s key store',
  noKeyStore: 'Secrets: no key store; kept until Slotshell closes',
  noneTitle: 'Connection',
  noneSelected:
    'A saved connection keeps its address, login, TLS, proxy, SSH tunnel and display settings. Type an address above and give it a name, make one here, or import what you have.',
  newConnection: 'New connection',
  import: 'Import…',
  export: 'Export…',
  saved: 'Saved',
  list: 'Saved connections',
  all: grouped,
  filter: 'Filter saved connections',
  filterHint: 'Filter',
  noGroup: 'No group',
  passwordNeeded: 'password needed',
  nothingSaved: 'Nothing is saved yet.',
  noMatch: 'No connection matches the filter.',
  moreSaved: 'There are more. Filter to see them.',
  readOnly: 'The file of connections is from a newer Slotshell, so nothing can be changed here.',
  passwordsStored: 'Passwords are in the system’s key store. Export leaves them out.',
  passwordsSession: 'This system has no key store: passwords are kept until Slotshell closes.',
  deleted: (name: string) => `Deleted ${name}.`,
  moreDeleted: (n: number) => ` And ${n} more.`,
  undo: 'Undo',
} as const;

/** The field for an address, and its options. */
const connect = {
  address: 'Server to connect to',
  addressHint: 'redis://user@host:6379',
  name: 'Name to save it under, optional',
  nameHint: 'Save as… (optional name)',
  production: 'Production',
  productionLong: 'This is production: ask before dangerous commands',
  readOnly: 'Read-only',
  readOnlyLong: 'Read-only: refuse writes',
  connect: 'Connect',
  saveAndConnect: 'Save and connect',
  connecting: 'Connecting…',
  notStored:
    'This system has no key store: a password in the address is kept until Slotshell closes. Without a name nothing is kept.',
} as const;

/** The first-run screen. */
const welcome = {
  title: 'A shell that shows the cluster',
  lead: 'Every command shows the slot of its key, the node that answered, and each redirect on the way.',
  slotBar: '16384 slots on three shards',
  yourCluster: 'Your cluster',
  yourClusterAbout:
    'Redis or Valkey; one node is enough to find the others. TLS, ACL users, SSH tunnels and NAT are under All connections.',
  allConnections: 'All connections…',
  create: 'Create one of empty servers…',
  keys: [
    ['CmdOrCtrl+K', 'commands'],
    ['F6', 'next panel'],
    ['F1', 'all keys'],
  ],
  demo: 'Try it here',
  demoBadge: 'demo',
  demoAbout: 'Three primaries and three replicas on this computer. Stopped and deleted when you close it.',
  demoProgress: 'Progress of the demo cluster',
  demoStarting: 'Starting…',
  demoStart: 'Start the demo cluster',
  serverFound: (server: string) => `${server} found`,
  serverMissing:
    'redis-server was not found on this computer. Install it (Debian, Ubuntu: apt install redis-server; macOS: brew install redis) and start Slotshell again.',
  examine: 'Examine',
  localNodes: 'Other nodes, ports, persistence…',
  firstThings: 'First things to type in the demo',
  /** `slot 12706, shard 3; a MOVED in follow mode`: around the shard's number. */
  slotShard: 'slot 12706, shard',
  followMode: '; a MOVED on the way in follow mode,',
  crossSlot: 'a CROSSSLOT, and why',
  oneTag: 'one tag, one slot: 6651, shard',
} as const;

export const words = { form, file, secret, screen, connect, welcome };
