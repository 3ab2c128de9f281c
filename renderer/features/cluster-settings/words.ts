/** Texts of the Settings view. */
import { counted } from '../../../shared/format/count.ts';
import type { TakesEffect } from '../../../shared/operations/cluster-settings.ts';

export const words = {
  name: 'Settings of the cluster',
  title: 'Settings',
  purpose: 'Not connected. The settings of all nodes of a cluster, side by side, appear here.',
  notCluster: 'This server is not in a cluster. CONFIG GET * in the shell shows its settings.',
  reading: 'Asking every node for its settings…',
  sum: (settings: number, nodes: number) => `${counted(settings, 'setting')} · ${counted(nodes, 'node')}`,
  search: 'Search settings',
  filters: 'Which settings',
  filter: { all: 'All', changed: 'Changed', differ: 'Differ' },
  readAgain: 'Read again',
  table: 'Settings by node',
  setting: 'Setting',
  default: 'Default',
  takesEffect: 'Takes effect',
  effects: {
    now: 'at once',
    connections: 'new connections',
    restart: 'restart',
    unknown: '–',
  } satisfies { [E in TakesEffect]: string },
  effectTexts: {
    now: 'CONFIG SET takes effect at once.',
    connections: 'CONFIG SET takes effect at once, for new connections; open ones keep what they have.',
    restart:
      'It takes effect at a restart: CONFIG SET refuses it. Write it into each conf file, and restart node by node, replicas first.',
    unknown: 'When it takes effect is not known for this version.',
  } satisfies { [E in TakesEffect]: string },
  defaultIs: (value: string, of: string) => `The default is ${value}, as a fresh ${of} says.`,
  noDefault: (of: string | null) =>
    of === null
      ? 'The default is not known for this version.'
      : `The default depends on the machine, or a fresh ${of} does not have it.`,
  differs: (values: number) => `The nodes have ${counted(values, 'different value')}.`,
  same: 'All nodes that tell it have the same value.',
  empty: '(empty)',
  missing: '–',
  none: 'No setting has these letters.',
  noneChanged: 'Every setting has its default, as far as it is known.',
  noneDiffer: 'No setting differs between the nodes.',
  silent: (node: string, why: string) => `${node} does not tell its settings: ${why}`,
  left: (nodes: number) => `${counted(nodes, 'node')} more were not asked.`,
  choose: 'Choose a setting.',
  nodes: 'Values by node',
  runs: 'runs',
  file: 'file',
  notInFile: 'not in its file',
  noFile: 'it runs without a conf file',
  fileDiffers: 'differs: this is what the next start brings',
  unknownFile: (why: string) => `unknown. ${why}`,
  form: {
    value: 'New value',
    rewrite: 'Write it to each conf file too (CONFIG REWRITE)',
    plan: (nodes: number) => `Plan for ${counted(nodes, 'node')}…`,
    planning: 'Reading the cluster and planning…',
    secret: 'It holds a secret, and plans and journals never do: use CONFIG SET by hand at each node.',
    noNodes: 'Choose a node.',
    refused: 'There is no plan',
  },
  keys: { setting: 'setting', edit: 'new value', search: 'search', back: 'back to the table' },
  legend: 'Marked: differs from most nodes. Grey: the default.',
};
