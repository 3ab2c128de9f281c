/** What the Changes tab and the Nodes view ask of main: copies and files. */
import { failureOf } from '../../kit/client.ts';
import type { Surroundings } from '../../window/effects.ts';
import type { Message } from '../../window/message.ts';
import type { State } from '../../window/state.ts';
import { TIMELINE_FORMS } from './timeline-text.ts';
import { words } from './words.ts';

export function performTimeline(message: Message, { timeline }: State, { client, send }: Surroundings): void {
  if (message.type === 'node-copy')
    client
      .copyText({ text: message.text })
      .catch((error: unknown) =>
        send({ type: 'node-failed', node: message.node, failure: failureOf(error) }),
      );
  if (message.type !== 'changes-export') return;
  const { form } = message;
  const text = TIMELINE_FORMS[form](timeline);
  const done =
    form === 'text'
      ? client.copyText({ text }).then(() => words.copied(timeline.length))
      : client
          .saveText({ suggestion: `changes.${form}`, text })
          .then((path) => (path === null ? null : words.saved(path)));
  done.then(
    (told) => send({ type: 'changes-exported', result: told === null ? null : { text: told } }),
    (error: unknown) => send({ type: 'changes-exported', result: { failure: failureOf(error) } }),
  );
}
