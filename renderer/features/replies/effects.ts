/** Calls that the viewers of replies make to main. */
import { failureOf } from '../../kit/client.ts';
import type { Perform, Surroundings } from '../../window/feature.ts';
import { readReplyPage } from './reply-page.ts';

export const performReplies = ({ client, send }: Surroundings): Perform => {
  /** The number of the last search: what an earlier one finds is ignored. */
  let searches = 0;
  const valueFailed = (error: unknown) => send({ type: 'value-failed', failure: failureOf(error) });
  return (message, { overlay, settings }) => {
    if (message.type === 'copy-value') client.copyText({ text: message.text }).catch(valueFailed);
    if (message.type === 'save-value')
      client
        .saveText({ suggestion: message.suggestion, text: message.content })
        .then((path) => path !== null && send({ type: 'value-saved', path }), valueFailed);
    if (overlay?.kind !== 'reply') return;
    const { id } = overlay.large;
    const { escape } = settings;
    const failed = (error: unknown) => send({ type: 'reply-failed', id, failure: failureOf(error) });
    switch (message.type) {
      case 'want-pages':
        for (const page of message.pages) readReplyPage(client, overlay.large, page, escape, send);
        return;
      case 'reply-find': {
        const { text, from, back } = message;
        const mine = ++searches;
        client
          .findInReply({ id, text, from, back, escape })
          .then((row) => mine === searches && send({ type: 'reply-found', id, row }), failed);
        return;
      }
      case 'save-reply':
        client
          .saveReply({ id })
          .then((path) => path !== null && send({ type: 'reply-saved', path }))
          .catch(failed);
    }
  };
};
