/** Calls that the Changes tab makes to main: copies and files. */
import { failureOf } from '../../kit/client.ts';
import type { Perform, Surroundings } from '../../window/feature.ts';
import { timelineWords } from './words.ts';

export const performTimeline =
  ({ client, send }: Surroundings): Perform =>
  (message, { timeline: { changes }, language }) => {
    if (message.type !== 'changes-export' && message.type !== 'change-copy') return;
    const { form } = message;
    const isCopy = message.type === 'change-copy';
    const chosen = isCopy ? changes.filter(({ id }) => id === message.id) : changes;
    const words = timelineWords(language);
    // It brings a library for CSV.
    const text = import('./timeline-text.ts').then(({ TIMELINE_FORMS }) => TIMELINE_FORMS[form](chosen));
    const done =
      isCopy || form === 'text'
        ? text
            .then((all) => client.copyText({ text: all }))
            .then(() => words.copied({ count: chosen.length }))
        : text
            .then((all) => client.saveText({ suggestion: `changes.${form}`, text: all }))
            .then((path) => (path === null ? null : words.saved({ path })));
    done.then(
      (told) => send({ type: 'changes-exported', result: told === null ? null : { text: told } }),
      (error: unknown) => send({ type: 'changes-exported', result: { failure: failureOf(error) } }),
    );
  };
