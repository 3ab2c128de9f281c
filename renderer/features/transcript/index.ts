/** Copies of the transcript, and of the selection anywhere in the window. */
import type { ActionName } from '../../../shared/actions.ts';
import type { TextForm } from '../../repl/transcript/transcript-text.ts';
import type { Feature } from '../../window/feature.ts';
import { createCopying } from './copying.ts';

interface Copy {
  form: TextForm;
  all: boolean;
}

const COPIES: { readonly [A in ActionName]?: Copy } = {
  'copy-plain': { form: 'plain', all: false },
  'copy-redis-cli': { form: 'redis-cli', all: false },
  'copy-json': { form: 'json', all: false },
  'copy-all-plain': { form: 'plain', all: true },
  'copy-all-redis-cli': { form: 'redis-cli', all: true },
  'copy-all-json': { form: 'json', all: true },
};

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
      if (message.type !== 'action') return;
      const { name } = message;
      const copy = COPIES[name];
      if (copy) copying.copy(copy.form, copy.all);
      else if (name === 'copy') copySelection();
      else if (name === 'save-transcript') copying.save('transcript.txt', 'redis-cli');
      else if (name === 'save-transcript-json') copying.save('transcript.json', 'json');
    };
  },
} satisfies Feature;
