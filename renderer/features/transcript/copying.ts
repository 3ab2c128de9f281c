/** Copies the transcript to the clipboard and to files. Large replies are fetched whole. */
import { failureOf } from '../../kit/client.ts';
import type { Shell } from '../../repl/contract.ts';
import type { Which } from '../../repl/transcript/record.ts';
import type { TextForm } from '../../repl/transcript/transcript-text.ts';
import type { Surroundings } from '../../window/feature.ts';
import { words } from './words.ts';

/** Characters that the call takes. */
const LONGEST_COPY = 1 << 26;

export function createCopying({ client, shell, inform, report }: Surroundings) {
  /** Leaves out a reply that is no longer kept: only its head remains. */
  async function wholesOf(from: Shell, form: TextForm, which: Which): Promise<Map<number, string>> {
    const wholes = new Map<number, string>();
    for (const { id, raw } of form === 'redis-cli' ? from.largeReplies(which) : [])
      try {
        wholes.set(id, await client.replyText({ id, raw }));
      } catch (error) {
        if (failureOf(error).code !== 'gone') throw error;
      }
    return wholes;
  }

  async function textOf(form: TextForm, which: Which): Promise<string> {
    const from = shell();
    return from.text(form, which, await wholesOf(from, form, which));
  }

  async function copy(form: TextForm, which: Which): Promise<void> {
    const text = await textOf(form, which);
    if (!text) return inform(words.nothingToCopy);
    if (text.length > LONGEST_COPY) return inform(words.tooMuch);
    await client.copyText({ text });
    inform(which === 'all' ? words.copiedAll : words.copied);
  }

  async function save(suggestion: string, form: TextForm): Promise<void> {
    const text = await textOf(form, 'all');
    if (!text) return inform(words.nothingToSave);
    const path = await client.saveText({ suggestion, text });
    if (path !== null) inform(words.saved(path));
  }

  return {
    copy: (form: TextForm, which: Which) => void copy(form, which).catch(report),
    save: (suggestion: string, form: TextForm) => void save(suggestion, form).catch(report),
  };
}
