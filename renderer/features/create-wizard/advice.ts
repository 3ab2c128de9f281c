/** What the conf of new nodes should say, and why. Pure. */
import type { ConfSetting, NewNodeFacts } from '../../../shared/operations/new-node.ts';
import { words } from './words.ts';

export interface Advice {
  /** Nodes that it is about. */
  addresses: string[];
  text: string;
  /** Lines for the conf file; empty if no line helps. */
  lines: string[];
}

/** The rules, the most important first. `isSpread`: the nodes are on more than one computer. */
type Rule = (
  fact: NewNodeFacts,
  value: (name: ConfSetting) => string | undefined,
  isSpread: boolean,
) => Omit<Advice, 'addresses'> | null;

const isLoopback = (ip: string | null) => ip !== null && /^127\.|^::1$/.test(ip);

const RULES: readonly Rule[] = [
  (_, value) =>
    value('requirepass') && value('masterauth') === ''
      ? { text: words.advice.masterauth, lines: [words.advice.masterauthLine] }
      : null,
  ({ ip }, value, isSpread) =>
    isLoopback(ip) && isSpread && value('cluster-announce-ip') === ''
      ? { text: words.advice.loopback, lines: [words.advice.announceLine] }
      : null,
  (_, value, isSpread) =>
    value('protected-mode') === 'yes' && value('requirepass') === '' && isSpread
      ? { text: words.advice.protectedMode, lines: [words.advice.requirepassLine] }
      : null,
  ({ conf }) => (conf?.file === '' ? { text: words.advice.noFile, lines: [] } : null),
  (_, value) =>
    value('appendonly') === 'no' && value('save') === ''
      ? { text: words.advice.nothingKept, lines: ['appendonly yes'] }
      : null,
  (_, value) =>
    value('maxmemory') === '0' ? { text: words.advice.maxmemory, lines: [words.advice.maxmemoryLine] } : null,
];

/** Nodes with the same advice are named together. */
export function adviceFor(facts: readonly NewNodeFacts[]): Advice[] {
  const isSpread = new Set(facts.map(({ ip }) => (isLoopback(ip) ? 'here' : ip))).size > 1;
  const found = RULES.flatMap((rule) => {
    const concerned = facts.flatMap((fact) => {
      const told = rule(fact, (name) => fact.conf?.values[name], isSpread);
      return told ? [{ ...told, address: fact.address }] : [];
    });
    const [first] = concerned;
    if (!first) return [];
    const { text, lines } = first;
    return [{ text, lines, addresses: concerned.map(({ address }) => address) }];
  });
  return [...sharedFiles(facts), ...differing(facts, 'cluster-node-timeout'), ...found];
}

/** Two servers that write to one nodes.conf, or dump to one file, destroy each other's. */
function sharedFiles(facts: readonly NewNodeFacts[]): Advice[] {
  const byPlace = new Map<string, string[]>();
  for (const { address, ip, conf } of facts) {
    const { dir, 'cluster-config-file': file } = conf?.values ?? {};
    if (dir === undefined || file === undefined) continue;
    const place = `${ip} ${dir} ${file}`;
    byPlace.set(place, [...(byPlace.get(place) ?? []), address]);
  }
  return [...byPlace.values()]
    .filter((addresses) => addresses.length > 1)
    .map((addresses) => ({ addresses, text: words.advice.oneFile, lines: [words.advice.oneFileLine] }));
}

function differing(facts: readonly NewNodeFacts[], name: ConfSetting): Advice[] {
  const told = facts.filter(({ conf }) => conf?.values[name] !== undefined);
  const values = new Set(told.map(({ conf }) => conf!.values[name]));
  if (values.size < 2) return [];
  return [
    {
      addresses: told.map(({ address }) => address),
      text: words.advice.differs(name, [...values].join(', ')),
      lines: [],
    },
  ];
}
