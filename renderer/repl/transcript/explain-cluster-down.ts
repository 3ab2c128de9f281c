/** Why CLUSTERDOWN: the slots and shards that are the cause, by the map, and what to do. Pure. */
import type { NodeAddress, Topology } from '../../../shared/cluster/topology.ts';
import type { Execution } from '../../../shared/session/execution.ts';
import { gapsMessage, slotHealth, troubleOfSlot } from '../../../shared/cluster/slot-health.ts';
import type { LanguageName } from '../../../shared/language/language.ts';
import { slotOwners } from '../../../shared/cluster/slot-owners.ts';
import { slotHealthWords } from '../../../shared/cluster/words.ts';
import type { ShellContext } from '../contract.ts';
import { clusterDownWords } from './words.ts';

const ownerOf = (topology: Topology, slot: number): NodeAddress | null =>
  topology.shards[slotOwners(topology)[slot]! - 1]?.primary?.address ?? null;

/** Shards that are named. */
const NAMED = 5;

export function explainClusterDown(
  text: string,
  { slot, node }: Execution,
  { topology, language }: Pick<ShellContext, 'topology' | 'language'>,
): string[] {
  const words = clusterDownWords(language);
  if (/not served/.test(text)) {
    const trouble = slot === null ? null : troubleOfSlot(topology, slot, language);
    if (trouble) return [trouble.message, trouble.advice];
    const owner = slot === null || !topology ? null : ownerOf(topology, slot);
    if (topology && slot !== null && owner !== null && owner === node)
      return [words.disowned({ source: topology.source, slot, node }), words.addSlots({ node, slot })];
    const source = slot === null || topology?.kind !== 'cluster' ? 'none' : topology.source;
    return [words.notHeard({ node: node ?? 'none', source })];
  }
  const causes = topology?.kind === 'cluster' ? causesOf(topology, language) : [];
  if (causes.length > 0) return [words.refusesAll, ...causes, words.fullCoverage];
  const where = { node: node ?? 'none' };
  return [
    words.refuses(where),
    ...(topology?.kind === 'cluster' ? [words.served({ ...where, source: topology.source })] : []),
  ];
}

function causesOf(topology: Topology, language: LanguageName): string[] {
  const { gaps, unserved } = slotHealth(topology, language);
  const shards = [...unserved.values()];
  const more = shards.length - NAMED;
  return [
    ...(gaps.length > 0
      ? [joined(gapsMessage(gaps, language), slotHealthWords(language).ownerless, language)]
      : []),
    ...shards.slice(0, NAMED).map(({ message, advice }) => joined(message, advice, language)),
    ...(more > 0 ? [clusterDownWords(language).more({ count: more })] : []),
  ];
}

/** Chinese sentences follow each other without a blank. */
const joined = (message: string, advice: string, language: LanguageName) =>
  language === 'zh-Hans' ? message + advice : `${message} ${advice}`;
