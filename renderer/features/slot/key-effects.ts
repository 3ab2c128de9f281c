/** Puts a key, or a command about keys, from a panel into the shell: to be run at once, or to be edited at the prompt. */
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import type { SessionState } from '../../../shared/session/session.ts';
import type { KeyFacts } from '../../../shared/slots/slot-model.ts';
import { slotOfKey } from '../../../shared/slots/hashing.ts';
import { shardOfSlot } from '../../kit/topology-lookup.ts';
import type { Perform, Surroundings } from '../../window/feature.ts';
import type { State } from '../../window/state.ts';
import { readCommand } from './read-command.ts';
import { quoteWord } from '../../../shared/commands/quote.ts';

const encoder = new TextEncoder();

export const performKeys = (surroundings: Surroundings): Perform => {
  const { shell, focusShell } = surroundings;
  return (message, state) => {
    switch (message.type) {
      case 'insert-key':
        shell().insert(quoteWord(message.key), 'word');
        return focusShell();
      case 'insert-command':
        shell().insert([message.name, ...message.keys.map(quoteWord)].join(' '), 'command');
        return focusShell();
      case 'read-key':
        return readKey(message.key, message.facts, state, surroundings);
    }
  };
};

/** Runs the command that reads a key, as a typed line. The focus stays in the list of keys while that is visible. */
function readKey(
  key: Uint8Array,
  facts: KeyFacts | null,
  { session, topology, active }: State,
  { client, shellOf, draw, isFocusLost, focusShell }: Surroundings,
): void {
  draw();
  if (isFocusLost()) focusShell();
  const put = ({ type, memory }: Pick<KeyFacts, 'type' | 'memory'>) => {
    const { name, after } = readCommand(type, memory);
    const line = [name, ...[key, ...after.map((word) => encoder.encode(word))].map(quoteWord)].join(' ');
    const shell = shellOf(active);
    const obstacle = whyNotNow(session);
    if (!obstacle) return shell?.run(line);
    shell?.insert(line, 'command');
    shell?.notice({ tone: 'info', text: obstacle });
  };
  if (facts) return put(facts);
  const slot = slotOfKey(topology, key);
  const node = ownerOf(topology, slot);
  const UNKNOWN = { type: '', memory: null };
  if (node === null) return put(UNKNOWN);
  client.keyFacts({ slot, database: session.database, node, role: 'owner', keys: [key] }).then(
    ([one]) => put(one ?? UNKNOWN),
    () => put(UNKNOWN),
  );
}

/** Why the command must wait at the prompt: a click must not become part of a transaction. */
function whyNotNow({ transaction, phase }: SessionState): string | null {
  if (phase !== 'connected') return 'Not connected: the command that reads the key is at the prompt.';
  return transaction
    ? 'A transaction is open: the command that reads the key is at the prompt, not in the transaction.'
    : null;
}

function ownerOf(topology: Topology | null, slot: number): NodeAddress | null {
  if (topology?.kind === 'standalone') return topology.shards[0]?.primary?.address ?? null;
  return shardOfSlot(topology, slot)?.primary?.address ?? null;
}
