/** Values of settings at each node, and which settings are kept out of plans. */
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import { firstSecret } from '../../../../shared/commands/command-secrets.ts';
import { escapeForLine } from '../../../../shared/format/escape.ts';
import { fieldsOf, textOf } from '../../wire/read-reply.ts';
import type { ClusterReading } from '../reading/cluster-reading.ts';
import type { Answer, OperationNodes } from '../reading/nodes.ts';

/** By node, then by setting in lower case. A node or a setting that could not be read is missing. */
export type SettingValues = ReadonlyMap<NodeAddress, ReadonlyMap<string, string>>;

/** Characters of a value in a sentence. */
const MAX_SHOWN = 120;

export const shown = (text: string): string => {
  const line = escapeForLine(text.slice(0, MAX_SHOWN));
  return text.length > MAX_SHOWN ? `${line}…` : line;
};

export const isSecretSetting = (name: string): boolean =>
  firstSecret(['CONFIG', 'SET', name, ''].map((word) => Buffer.from(word))) !== null;

/** The value in CONFIG GET's answer; undefined if there is none. */
export function valueIn(answer: Answer, name: string): string | undefined {
  if (answer.kind !== 'reply') return undefined;
  const value = fieldsOf(answer.reply).get(name.toLowerCase());
  return value === undefined ? undefined : textOf(value);
}

/** Asks every node that answered the reading. Secret settings are left out. */
export async function readSettings(
  nodes: OperationNodes,
  reading: ClusterReading,
  names: readonly string[],
): Promise<SettingValues> {
  const asked = names.filter((name) => !isSecretSetting(name) && !isPattern(name));
  const read = reading.nodes
    .filter(({ trouble }) => trouble === null)
    .map(async ({ address }) => {
      const answers = await nodes.pipeline(
        address,
        asked.map((name) => ['CONFIG', 'GET', name]),
      );
      const values = new Map<string, string>();
      for (const [i, name] of asked.entries()) {
        const value = valueIn(answers[i]!, name);
        if (value !== undefined) values.set(name.toLowerCase(), value);
      }
      return [address, values] as const;
    });
  return new Map(await Promise.all(read));
}

/** CONFIG GET takes patterns. */
export const isPattern = (name: string): boolean => !/^[\w.-]+$/.test(name);
