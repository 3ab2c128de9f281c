/** What new nodes say of themselves, for the create wizard: also those that cannot join. */
import { escapeForLine } from '../../../../shared/format/escape.ts';
import type { NewNodeRefusal } from '../../../../shared/operations/moves.ts';
import {
  CONF_SETTINGS,
  type ConfSetting,
  type NewNodeFacts,
  type NodeConf,
} from '../../../../shared/operations/new-node.ts';
import { DOTS } from '../../../../shared/commands/command-secrets.ts';
import { parseAddress } from '../../wire/address.ts';
import { infoFields, keysByDatabase, textOf } from '../../wire/read-reply.ts';
import type { OperationNodes } from '../reading/nodes.ts';
import { serverOf } from '../reading/read-cluster.ts';
import { isSecretSetting, valueIn } from '../settings/values.ts';
import { acceptsConnections } from '../create/bus-port.ts';
import { readyNodes, type NewNodeAnswer } from '../create/new-nodes.ts';
import { mapAt } from '../create/own-line.ts';
import { readNewNode, type Lookup } from '../create/read-new-nodes.ts';

/** Characters of a value. */
const MAX_VALUE = 500;
const shown = (text: string) => escapeForLine(text.slice(0, MAX_VALUE));

/** In the order given. The refusals are those that a plan to create would give. */
export async function inspectNewNodes(
  nodes: OperationNodes,
  given: readonly string[],
  lookup: Lookup,
): Promise<NewNodeFacts[]> {
  const answers = await Promise.all(given.map((text) => readNewNode(nodes, text, lookup)));
  const twice = sameNodes(answers);
  return Promise.all(
    answers.map(async (answer, i) => ({
      ...(await factsOf(nodes, answer)),
      given: shown(given[i]!),
      ...(twice[i] && { refusal: twice[i] }),
    })),
  );
}

/** By place: the refusal of a node that stands there under a second name. */
function sameNodes(answers: readonly NewNodeAnswer[]): (NewNodeRefusal | undefined)[] {
  return answers.map((answer, i) => {
    if ('refusal' in answer) return undefined;
    const before = answers.slice(0, i).filter((one) => !('refusal' in one));
    const checked = readyNodes([...before.filter((one) => isSame(one, answer)).slice(0, 1), answer]);
    return 'refusal' in checked ? checked.newNodes?.[0] : undefined;
  });
}

const isSame = (a: NewNodeAnswer, b: NewNodeAnswer) =>
  !('refusal' in a) && !('refusal' in b) && a.reading.id === b.reading.id;

async function factsOf(nodes: OperationNodes, answer: NewNodeAnswer): Promise<Omit<NewNodeFacts, 'given'>> {
  const { address } = answer;
  const refusal = 'refusal' in answer ? answer : null;
  const facts = {
    address: refusal?.because === 'address' ? '' : address,
    ip: 'refusal' in answer ? null : answer.ip,
    refusal,
    server: '',
    isClusterEnabled: null,
    keys: null,
    otherNodes: null,
    busPort: null,
    isBusOpen: null,
    hasLeftovers: 'refusal' in answer ? false : answer.leftovers,
    conf: null,
  };
  const place = parseAddress(address);
  if (!place || (refusal && ['address', 'unreachable', 'silent'].includes(refusal.because))) return facts;
  const [answered, map, conf] = await Promise.all([
    nodes.ask(address, ['INFO']),
    mapAt(nodes, address),
    confOf(nodes, address),
  ]);
  const info = answered.kind === 'reply' ? infoFields(textOf(answered.reply)) : null;
  const busPort = map ? (map.busPort ?? place.port + 10_000) : null;
  const isBusOpen = async () => {
    if (!('refusal' in answer)) return answer.busOpen;
    return busPort === null ? null : acceptsConnections(nodes, place.host, busPort);
  };
  return {
    ...facts,
    server: info ? shown(serverOf(info)) : '',
    isClusterEnabled: info?.has('cluster_enabled') ? info.get('cluster_enabled') === '1' : null,
    keys: info ? [...keysByDatabase(info).values()].reduce((sum, keys) => sum + keys, 0) : null,
    otherNodes: map ? map.lines.length - 1 : null,
    busPort,
    isBusOpen: await isBusOpen(),
    conf: { ...conf, file: info?.has('config_file') ? shown(info.get('config_file')!) : null },
  };
}

async function confOf(nodes: OperationNodes, address: string): Promise<Omit<NodeConf, 'file'>> {
  // One pattern each: servers before 7.0 take no more.
  const answers = await nodes.pipeline(
    address,
    CONF_SETTINGS.map((name) => ['CONFIG', 'GET', name]),
  );
  const values: Partial<Record<ConfSetting, string>> = {};
  for (const [i, name] of CONF_SETTINGS.entries()) {
    const value = valueIn(answers[i]!, name);
    if (value !== undefined) values[name] = isSecretSetting(name) ? value && DOTS : shown(value);
  }
  const failed = answers.find((one) => one.kind !== 'reply');
  const isSilent = Object.keys(values).length === 0 && failed !== undefined;
  return { values, refused: isSilent ? shown(failed.says) : null };
}
