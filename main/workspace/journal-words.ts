/** A record of a journal as the window shows it. */
import { escapeForLine } from '../../shared/format/escape.ts';
import type { JournalRecord } from '../../shared/operations/journal.ts';
import { rangesText } from '../cluster/operations/planning/ranges-text.ts';

/** Characters of a text; names and values come from servers. */
const MAX_TEXT = 300;

export function recordWords(record: JournalRecord): string {
  return escapeForLine(wordsOf(record).slice(0, MAX_TEXT));
}

function wordsOf(record: JournalRecord): string {
  switch (record.record) {
    case 'begin':
      return `Begun: ${record.plan.title}.`;
    case 'pause':
      return 'Paused.';
    case 'resume':
      return 'Taken up again.';
    case 'step': {
      const step = `Step ${record.step + 1}`;
      if (record.state === 'begun') return `${step} begun: ${record.text}`;
      return `${step} ${record.state}${record.text === '' ? '.' : `: ${record.text}`}`;
    }
    case 'slots': {
      const slots = `${record.slots.length === 1 ? 'Slot' : 'Slots'} ${rangesText(record.slots)}`;
      return `${slots} ${record.state === 'open' ? 'opened.' : 'closed at the new owner.'}`;
    }
    case 'job':
      return `The servers' own migration ${record.id} ${record.state}${record.text === '' ? '.' : `: ${record.text}`}`;
    case 'before':
      return `Before, ${record.name} of ${record.node} was ${record.value === '' ? 'empty' : record.value}.`;
    case 'end':
      return `Ended: ${record.state}${record.text === '' ? '.' : `. ${record.text}`}`;
  }
}
