/** Copies of the transcript, and of the selection anywhere in the window. */
import type { ActionName } from '../../../shared/actions.ts';
import type { Which } from '../../repl/transcript/record.ts';
import type { TextForm } from '../../repl/transcript/transcript-text.ts';
import type { Feature } from '../../window/feature.ts';
import { createCopying } from './copying.ts';

interface Copy {
  form: TextForm;
  which: Which;
}

const COPIES: { readonly [A in ActionName]?: Copy } = {
  'copy-plain': { form: 'plain', which: 'chosen' },
  'copy-redis-cli': { form: 'redis-cli', which: 'chosen' },
  'copy-json': { form: 'json', which: 'chosen' },
  'copy-all-plain': { form: 'plain', which: 'all' },
  'copy-all-redis-cli': { form: 'redis-cli', which: 'all' },
  'copy-all-json': { form: 'json', which: 'all' },
};

declare module '../../window/contract.ts' {
  interface Messages {
    /** Copies one entry, by the name that the shell gave it. */
    transcript: { type: 'copy-entry'; entry: number; form: TextForm };
  }
}

export const transcript = {
  perform(surroundings) {
    const { client, shell, report } = surroundings;
    const copying = createCopying(surroundings);
    // Copies text selected in a panel, otherwise the selection in the transcript.
    const copySelection = () => {
      const selected = String(window.getSelection());
      if (selected) client.copyText({ text: selected }).catch(report);
      else shell().copySelection();
    };
    return (message) => {
      if (message.type === 'copy-entry') return copying.copy(message.form, message.entry);
      if (message.type !== 'action') return;
      const { name } = message;
      const copy = COPIES[name];
      if (copy) copying.copy(copy.form, copy.which);
      else if (name === 'copy') copySelection();
      else if (name === 'save-transcript') copying.save('transcript.txt', 'redis-cli');
      else if (name === 'save-transcript-json') copying.save('transcript.json', 'json');
    };
  },
} satisfies Feature;
