/** Calls that the viewers of replies make to main. */
import { failureOf } from '../../kit/client.ts';
import type { Perform, Surroundings } from '../../window/feature.ts';
import { orderLarge } from './large-order.ts';
import { performParts } from './part-effects.ts';
import { readReplyPage } from './reply-page.ts';
import { Turns } from './table/row-order.ts';

export const performReplies = (surroundings: Surroundings): Perform => {
  const { client, send } = surroundings;
  const parts = performParts(surroundings);
  /** The number of the last search: what an earlier one finds is ignored. */
  let searches = 0;
  /** The number of the last sort: an earlier one is given up. */
  let sorts = 0;
  const valueFailed = (error: unknown) => send({ type: 'value-failed', failure: failureOf(error) });
  return (message, state) => {
    const { overlay, settings } = state;
    parts(message, state);
    if (message.type === 'copy-value') client.copyText({ text: message.text }).catch(valueFailed);
    if (message.type === 'save-value')
      client
        .saveText({ suggestion: message.suggestion, text: message.content })
        .then((path) => path !== null && send({ type: 'value-saved', path }), valueFailed);
    if (overlay?.kind !== 'reply') return void sorts++;
    const { id } = overlay.large;
    const { escape } = settings;
    const failed = (error: unknown) => send({ type: 'reply-failed', id, failure: failureOf(error) });
    switch (message.type) {
      case 'want-pages':
        for (const page of message.pages) readReplyPage(client, overlay, page, escape, send);
        return;
      case 'reply-as':
      case 'cell-open':
        sorts++;
        return;
      case 'reply-sort': {
        const mine = ++sorts;
        const { order } = message;
        if (!order) return;
        const turns = new Turns(() => mine !== sorts);
        let told = 0;
        // Each message draws the window.
        const onPart = (part: number) => {
          if (mine !== sorts || part - told < 0.05) return;
          told = part;
          send({ type: 'reply-sorting', id, part });
        };
        orderLarge(client, overlay, { order, escape }, turns, onPart).then(
          (rows) => rows && mine === sorts && send({ type: 'reply-sorted', id, order, rows }),
          (error: unknown) => mine === sorts && failed(error),
        );
        return;
      }
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
