/** Calls that the Changes tab makes to main: copies and files. */
import { failureOf } from '../../kit/client.ts';
import type { Perform, Surroundings } from '../../window/feature.ts';
import { TIMELINE_FORMS } from './timeline-text.ts';
import { timelineWords } from './words.ts';

export const performTimeline =
  ({ client, send }: Surroundings): Perform =>
  (message, { timeline: { changes }, language }) => {
    if (message.type !== 'changes-export') return;
    const { form } = message;
    const words = timelineWords(language);
    const text = TIMELINE_FORMS[form](changes);
    const done =
      form === 'text'
        ? client.copyText({ text }).then(() => words.copied({ count: changes.length }))
        : client
            .saveText({ suggestion: `changes.${form}`, text })
            .then((path) => (path === null ? null : words.saved({ path })));
    done.then(
      (told) => send({ type: 'changes-exported', result: told === null ? null : { text: told } }),
      (error: unknown) => send({ type: 'changes-exported', result: { failure: failureOf(error) } }),
    );
  };
