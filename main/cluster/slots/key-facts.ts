/** Facts about keys of one slot, as reported by one node: TYPE, PTTL, MEMORY USAGE and OBJECT ENCODING in one pipeline. */
import { argsOf as asWords } from '../../../shared/resp/resp.ts';
import type { KeyFacts, SlotPart } from '../../../shared/slots/slot-model.ts';
import { askInDatabase } from './ask-in-database.ts';
import type { Cluster } from '../cluster.ts';
import { FailureError } from '../../../shared/failure.ts';
import { errorText, readError } from '../routing/redirect-error.ts';
import type { RawReply } from '../wire/raw-reply.ts';
import type { NodeConnection } from '../wire/node-connection.ts';
import { readReply, textOf } from '../wire/read-reply.ts';

/** Milliseconds for one reply. */
const TIMEOUT_MS = 5000;
/** Elements of a collection that MEMORY USAGE samples; its default. */
const SAMPLES = '5';

/** The commands, in the order sent. None of them counts as an access of the key (test/cluster/slot-keys.test.ts). */
const QUESTIONS = {
  TYPE: (key: Uint8Array) => [...asWords('TYPE'), key],
  PTTL: (key: Uint8Array) => [...asWords('PTTL'), key],
  'MEMORY USAGE': (key: Uint8Array) => [...asWords('MEMORY', 'USAGE'), key, ...asWords('SAMPLES', SAMPLES)],
  'OBJECT ENCODING': (key: Uint8Array) => [...asWords('OBJECT', 'ENCODING'), key],
} as const;
type QuestionName = keyof typeof QUESTIONS;
const NAMES = Object.keys(QUESTIONS) as QuestionName[];

const GONE: KeyFacts = { type: '', ttl: null, memory: null, encoding: '', problem: '' };

/**
 * Asks `node` about keys of one slot and returns the facts in the same order; with role `target`, each command follows an
 * ASKING. A key that is gone or has moved to the target (ASK, MOVED, TRYAGAIN) has an empty type. Rejects with a
 * FailureError if the node is not in this cluster or does not answer.
 */
export async function readKeyFacts(
  cluster: Cluster,
  question: { slot: number; database: number; node: string; role: SlotPart['role']; keys: Uint8Array[] },
): Promise<KeyFacts[]> {
  const { database, keys } = question;
  const { codis, source } = cluster.topology ?? {};
  // codis picks the server by the key, and refuses MEMORY and OBJECT.
  const { node, role } = codis ? { node: source!, role: 'owner' } : question;
  const names = codis ? NAMES.slice(0, 2) : NAMES;
  if (!codis && cluster.shardOf(node) === null)
    throw new FailureError('gone', `${node} is not a node of this cluster.`, 'Open the slot again.');
  const options = { timeout: TIMEOUT_MS, ...(role === 'target' && { asking: 'pipelined' as const }) };
  const ask = async (connection: NodeConnection, key: Uint8Array) => {
    const replies = await Promise.all(names.map((name) => connection.send(QUESTIONS[name](key), options)));
    return readFacts(names, replies, node);
  };
  try {
    const facts = await askInDatabase(cluster, node, database, (connection) =>
      Promise.all(keys.map((key) => ask(connection, key))),
    );
    // The slot has moved since its keys were listed.
    if (facts.some(({ redirected }) => redirected)) void cluster.refresh('moved');
    return facts.map(({ facts: one }) => one);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FailureError('unreachable', `${node} did not describe its keys: ${reason}.`, 'Try again.');
  }
}

function readFacts(
  names: readonly QuestionName[],
  replies: readonly RawReply[],
  node: string,
): { facts: KeyFacts; redirected: boolean } {
  const problems: string[] = [];
  const answers = new Map<QuestionName, RawReply>();
  for (const [i, name] of names.entries()) {
    const reply = replies[i]!;
    const text = errorText(reply);
    if (text === null) answers.set(name, reply);
    else {
      const { outcome } = readError(text, node);
      if (outcome === 'ask' || outcome === 'moved' || outcome === 'tryagain')
        return { facts: GONE, redirected: true };
      // OBJECT ENCODING of a missing key returns nil in 7.0 and an error before.
      if (!/^ERR no such key/i.test(text)) problems.push(`${name}: ${text}`);
    }
  }
  const answer = (name: QuestionName) => {
    const reply = answers.get(name);
    return reply ? readReply(reply) : undefined;
  };
  const type = textOf(answer('TYPE'));
  const ttl = numberIn(textOf(answer('PTTL')));
  if (type === 'none' || ttl === -2) return { facts: GONE, redirected: false };
  return {
    facts: {
      // TYPE may be refused although the key exists; an empty type would mean that it is gone.
      type: type || (problems.length > 0 ? '?' : ''),
      ttl,
      memory: numberIn(textOf(answer('MEMORY USAGE'))),
      encoding: textOf(answer('OBJECT ENCODING')),
      problem: problems.join('\n'),
    },
    redirected: false,
  };
}

const numberIn = (text: string): number | null => (/^-?\d+$/.test(text) ? Number(text) : null);
