/** What a hop says, and an entry as text and JSON. Pure. */
import type { Hop } from '../../../shared/session/execution.ts';
import type { LanguageName } from '../../../shared/language/language.ts';
import { milliseconds } from '../../kit/numbers.ts';
import { describeShape, type TraceEntry } from './trace-entry.ts';
import { traceWords } from './words.ts';

export function hopText(hop: Hop, entry: TraceEntry, language: LanguageName): string {
  const words = traceWords(language);
  const routes: { readonly [R in TraceEntry['routedBy']]?: string } = words.routes;
  const waited = hop.waited > 0 ? words.waited({ time: milliseconds(hop.waited) }) : '';
  switch (hop.outcome) {
    case 'reply': {
      const parts = [
        hop.asking ? words.afterAsking : '',
        entry.reply ? describeShape(entry.reply, language) : '',
        routes[entry.routedBy] ?? '',
        entry.routedBy === 'proxy' && entry.slot !== null ? words.slot({ slot: entry.slot }) : '',
      ];
      return parts.filter(Boolean).join(' · ');
    }
    case 'moved':
    case 'ask':
      return words.slot({ slot: hop.slot ?? '?' });
    case 'crossslot':
      return words.crossSlot;
    case 'lost':
      return words.lost;
    case 'unreachable':
      return hop.detail || words.notSent;
    case 'readonly':
      return words.readonly;
    default:
      return waited || hop.detail;
  }
}

/** The command, then a line for each hop: the node, its answer, the time. In English: other people and programs read it. */
export const TRACE_FORMS = {
  command: ({ command }: TraceEntry): string => command,
  text(entry: TraceEntry): string {
    const hops = entry.hops.map((hop) => {
      const outcome = hop.outcome === 'reply' ? 'reply' : hop.outcome.toUpperCase();
      const says = [outcome, hopText(hop, entry, 'en')].filter(Boolean).join(' ');
      return `  ${hop.node}  ${says}  ${milliseconds(hop.milliseconds)} ms\n`;
    });
    const failure = entry.failure ? `  ${entry.failure.message}\n` : '';
    return `${entry.command}  ${milliseconds(entry.milliseconds)} ms\n${hops.join('')}${failure}`;
  },
  json: (entry: TraceEntry): string => `${JSON.stringify({ ...entry, large: undefined }, null, 2)}\n`,
} as const;
