/** Snippets: lines that are put into the prompt. */
import './snippets.css';
import { failureOf } from '../../kit/client.ts';
import { late } from '../../kit/late.tsx';
import type { FeatureWithState } from '../../window/feature.ts';
import { offersFor, openSnippets, reduceDialog, reduceSnippets } from './state.ts';

const SnippetsDialog = late(async () => (await import('./snippets-dialog.tsx')).SnippetsDialog);

export const snippets = {
  initial: () => [],
  reduce: reduceSnippets,
  perform({ client, shell, focusShell, send, draw }) {
    const failed = (error: unknown) => send({ type: 'snippet-failed', failure: failureOf(error) });
    return (message, { active }) => {
      const show = (calling: ReturnType<typeof client.snippets>) =>
        void calling.then((all) => send({ type: 'snippets', all }), failed);
      const isOpening =
        message.type === 'snippet-new' ||
        (message.type === 'action' && (message.name === 'snippets' || message.name === 'palette'));
      if (isOpening) show(client.snippets({ shell: active }));
      else if (message.type === 'snippet-keep') {
        const { id, name, line, isForAll } = message;
        show(
          client.keepSnippet({ shell: active, id, name, line, isForAll }).then((all) => {
            send({ type: 'snippet-kept' });
            return all;
          }),
        );
      } else if (message.type === 'snippet-edit' && message.snippet === null) {
        draw();
        document.querySelector<HTMLElement>('.snippetlist')?.focus();
      } else if (message.type === 'snippet-delete')
        show(client.deleteSnippet({ shell: active, id: message.id }));
      else if (message.type === 'snippet-copy') client.copyText({ text: message.line }).catch(failed);
      else if (message.type === 'snippet-insert') {
        shell().insert(message.line, 'snippet');
        focusShell();
      }
    };
  },
  offers: offersFor,
  overlays: {
    snippets: {
      open: openSnippets,
      reduce: reduceDialog,
      draw: (props, overlay) => <SnippetsDialog key={overlay.line} {...props} overlay={overlay} />,
    },
  },
} satisfies FeatureWithState<'snippets'>;
