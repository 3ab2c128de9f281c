/** Texts of the window's own parts. */
import { inLanguages } from '../../shared/language/texts.ts';
import {
  hintLineZh,
  languageZh,
  paletteZh,
  regionsZh,
  statusZh,
  tabsZh,
  toolbarZh,
} from './words.zh-Hans.ts';

/** The line under the shell: where the line being typed would go. */
export const hintLineWords = inLanguages({
  en: {
    empty: 'Type a command: this line says which slot and node it would go to.',
    emptyWithoutSlots: 'Type a command: this line says what would become of it.',
    lessonTab: 'inserts the lesson’s next command',
    slotQuestion: 'A question about a slot goes to its owner',
    hashedPart: 'Hashed part',
    key: 'Key',
    slot: 'slot {slot}',
    shard: 'shard {shard}',
    group: 'group {shard}',
    ownerUnknown: 'the owner is not known',
    noRedirect: 'current node, no redirect',
    wouldBeMoved: 'would be MOVED, from {node}',
    wouldBeMovedError: 'would be a MOVED error: redirects are off',
    straightToOwner: 'sent straight to its owner',
    /** Keys of one command that do not go together. */
    /** What codis makes of keys in several slots; `keys`, `slots` and `shards` (groups) are numbers. */
    codis: {
      throughCodis: 'codis sends it there',
      divided: 'each key goes to its own group, one by one: not atomic',
      byKey:
        'goes whole to the group of one key{shards, plural, one {: works until a slot moves} other {: the other keys seem not to exist there}}',
      refused: 'would not be sent on production: the keys are in {shards} groups',
    },
    spread:
      '{keys, plural, one {# key} other {# keys}}, {slots, plural, one {# slot} other {# slots}}, {shards, plural, one {# shard} other {# shards}}',
  },
  'zh-Hans': hintLineZh,
});
export type HintLineWords = ReturnType<typeof hintLineWords>;

export const paletteWords = inLanguages({
  en: {
    title: 'Commands and keys',
    query: 'Command, node, key or slot',
    placeholder: 'A command, a node, a key or a slot',
    list: 'Commands',
    node: 'Go to node {address}',
    setting: 'Settings: {title}…',
    primary: 'primary',
    replica: 'replica',
    slot: 'Slot {slot}',
    keySlot: 'Slot of key {key}: {slot}',
    slotGroup: 'Slot',
  },
  'zh-Hans': paletteZh,
});

/** Names of the window's regions, by their ids in the page. */
export const regionsWords = inLanguages({
  en: {
    toolbar: 'Connection and modes',
    nodes: 'Nodes',
    centre: 'Shell',
    editor: 'Editor',
    broadcast: 'Broadcast',
    terminal: 'Shell',
    hint: 'Where the line would go',
    inspector: 'Inspector',
    welcome: 'Welcome',
    status: 'State of the cluster',
  },
  'zh-Hans': regionsZh,
});

export const languageWords = inLanguages({
  en: {
    noChineseFont:
      'This computer has no font with Chinese characters, so they are shown as boxes. Install one, such as Noto Sans CJK SC, and start Slotshell again. The View menu changes the language.',
  },
  'zh-Hans': languageZh,
});

export const tabsWords = inLanguages({
  en: {
    shellsAndViews: 'Shells and views',
    subscribed: 'subscribed',
    paneShare: 'Size of the first pane',
    widths: { nodes: 'Width of Nodes', inspector: 'Width of the inspector' },
    editorHeight: 'Height of the editor',
    editor: 'Editor',
    nodes: 'Nodes',
    inspector: 'Inspector',
    closeInspector: 'Close the inspector',
  },
  'zh-Hans': tabsZh,
});

export const toolbarWords = inLanguages({
  en: {
    examine: 'Examine',
    palette: 'Commands and keys',
    noCluster: 'No cluster',
    connection: 'Connection: {about}',
    readOnly: 'read-only',
    environments: {
      demo: 'demo',
      local: 'local',
      development: 'development',
      staging: 'staging',
      production: 'production',
    },
    unchecked: { name: 'TLS name not verified', certificate: 'TLS not verified' },
    phases: {
      disconnected: 'not connected',
      connecting: 'connecting…',
      lost: 'connection lost',
    },
    redirects: 'Redirects',
    redirectMode: 'Redirect mode',
    modes: { direct: 'direct', follow: 'follow', off: 'off' },
    modeHelp: {
      direct: 'The slot cache picks the node',
      follow: 'As redis-cli -c: start at the current node, show every redirect',
      off: 'As redis-cli without -c: MOVED is an error',
    },
    protocol: 'Protocol',
  },
  'zh-Hans': toolbarZh,
});

export const statusWords = inLanguages({
  en: {
    phases: {
      disconnected: 'not connected',
      connecting: 'connecting…',
      connected: 'connected, reading the map…',
      lost: 'connection lost, trying again…',
    },
    standalone: 'not a cluster: no slots',
    codis: {
      served:
        'codis: {served} of {all} slots have a server, in {groups, plural, one {# group} other {# groups}}',
      moving: '{count, plural, one {# slot} other {# slots}} moving',
    },
    proxy: 'a proxy: no slots, no figures',
    proxyHint: 'It knows neither CLUSTER nor INFO: what stands behind it cannot be asked',
    unmapped: 'a cluster: this user may not read its map',
    nothingLeaves: 'nothing leaves this computer',
    scan: 'scan',
    scanPaused: 'scan paused at',
    scanHint: 'Shows the scan by hash tag',
    operation: 'operation',
    operationHint: 'Shows the operation that runs',
    lastKnown: 'last known:',
    mapRead: 'map refreshed {ago}',
    answered: 'answered {ago}',
    strings: 'strings',
    readable: 'readable',
    asRedisCli: 'as redis-cli',
    stringsHint:
      'How strings in replies are shown: text that can be read as it is, or each byte as redis-cli prints it',
    latency: 'latency {time}',
    milliseconds: '{time} ms',
    cluster: 'cluster',
    ok: 'ok',
    stateUnknown: 'state not known',
    stateUnknownHint: 'This user may not ask CLUSTER INFO: allow +cluster|info',
    served: '{served}/{all} served',
    failing: ', {count, number} at nodes that fail',
    unowned: ', {count, number} without an owner',
    contested: '{count, plural, one {# slot} other {# slots}} claimed by several nodes',
    contestedHint: 'The Nodes view says by which',
    epoch: 'epoch',
    nodes: 'nodes',
    online: ' online',
    migrating: '{count, plural, one {# slot} other {# slots}} migrating',
  },
  'zh-Hans': statusZh,
});
