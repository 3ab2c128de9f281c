import { expect, test } from 'vitest';
import {
  linkFindings,
  memberFindings,
} from '../../../../../../main/cluster/operations/findings/link-findings.ts';
import type { ClusterReading } from '../../../../../../main/cluster/operations/reading/cluster-reading.ts';
import { clusterReading } from '../readings.ts';

const [A, B, C, D] = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(40)) as [
  string,
  string,
  string,
  string,
];
const [a, b, c, d] = [7000, 7001, 7002, 7003].map((port) => `127.0.0.1:${port}`) as [
  string,
  string,
  string,
  string,
];
const IDS = [A, B, C, D];

/** `cut` are pairs whose first has no link to the second; `unaccepted` those whose second has not accepted it. */
function linked(
  cut: [string, string][],
  unaccepted: [string, string][] = [],
  away: string[] = [],
): ClusterReading {
  const reading = clusterReading(
    IDS.map((id, i) => ({
      id,
      ...(i === 3 ? { of: A } : { slots: [[i * 5000, i * 5000 + 4999]] as [number, number][] }),
      ...(away.includes(id) ? { trouble: 'unreachable' as const } : {}),
    })),
  );
  const has = (pairs: [string, string][], from: string, to: string) =>
    pairs.some(([first, second]) => first === from && second === to);
  const others = (id: string) => IDS.filter((other) => other !== id);
  const nodes = reading.nodes.map((node) => ({
    ...node,
    view:
      node.view &&
      node.view.map((line) => ({
        ...line,
        linkState: has(cut, node.id, line.id) ? ('disconnected' as const) : ('connected' as const),
      })),
    links: node.view && {
      to: others(node.id).filter((to) => !has(cut, node.id, to)),
      from: others(node.id).filter((from) => !has(cut, from, node.id) && !has(unaccepted, from, node.id)),
    },
  }));
  return { ...reading, nodes };
}

test('all links are up', () => {
  expect(linkFindings(linked([]))).toEqual([]);
});

test('two nodes have no link', () => {
  for (const reading of [
    linked([[A, B]]),
    linked([
      [A, B],
      [B, A],
    ]),
    linked([], [[B, A]]),
  ])
    expect(linkFindings(reading)).toMatchObject([
      {
        kind: 'link-down',
        severity: 'warning',
        text: `${a} and ${b} have no link between them, though both answer.`,
        nodes: [a, b],
      },
    ]);
});

test('a link that older servers do not tell of counts as CLUSTER NODES has it', () => {
  const reading = linked([], [[B, A]]);
  const old = {
    ...reading,
    nodes: reading.nodes.map((node) => (node.id === A ? { ...node, links: null } : node)),
  };
  expect(linkFindings(old)).toEqual([]);
});

test('a node without any link is one finding, and the rest is another', () => {
  const reading = linked([
    [A, C],
    [B, C],
    [C, D],
    [A, B],
  ]);
  const found = linkFindings(reading);
  expect(found.map(({ text }) => text)).toEqual([
    `${c} has no link with 3 nodes, though all answer: ${a}, ${b}, ${d}.`,
    `${a} and ${b} have no link between them, though both answer.`,
  ]);
  expect(found[0]!.nodes).toEqual([c, a, b, d]);
});

test('a dead node has no links, which is no finding', () => {
  expect(
    linkFindings(
      linked(
        [
          [A, B],
          [C, B],
        ],
        [],
        [B],
      ),
    ),
  ).toEqual([]);
});

test('a node that one does not know', () => {
  const reading = linked([]);
  const nodes = reading.nodes.map((node) =>
    node.id === B ? { ...node, view: node.view!.filter(({ id }) => id !== D) } : node,
  );
  expect(memberFindings(reading)).toEqual([]);
  expect(memberFindings({ ...reading, nodes })).toMatchObject([
    {
      kind: 'not-a-member',
      severity: 'warning',
      text: `${d} is known to some nodes and not to others: not to ${b}.`,
      nodes: [d, b],
    },
  ]);
});

test('many nodes are named in part, and listed whole', () => {
  const many = clusterReading(Array.from({ length: 30 }, (_, i) => ({ id: String(i).padStart(40, '0') })));
  const [first, ...rest] = many.nodes;
  const nodes = [
    first!,
    ...rest.map((node) => ({ ...node, view: node.view!.filter(({ id }) => id !== first!.id) })),
  ];
  const [one] = memberFindings({ ...many, nodes });
  expect(one!.text).toMatch(/7008 and 21 other nodes\.$/);
  expect(one!.nodes).toHaveLength(30);
});
