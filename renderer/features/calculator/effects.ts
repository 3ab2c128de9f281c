/** Calls that the key-slot calculator makes to main: files and the clipboard. */
import { failureOf } from '../../kit/client.ts';
import type { Perform, Surroundings } from '../../window/feature.ts';
import { words } from './words.ts';

export const performCalculator = ({ client, send }: Surroundings): Perform => {
  const tell = (text: string) => send({ type: 'calculator-told', told: { text } });
  const failed = (error: unknown) => send({ type: 'calculator-told', told: { failure: failureOf(error) } });
  return (message) => {
    switch (message.type) {
      case 'calculator-open':
        client.openText(undefined).then((file) => {
          if (!file) return;
          send({ type: 'calculator-text', text: file.text });
          tell(words.view.opened(file.name));
        }, failed);
        return;
      case 'calculator-copy':
        client.copyText({ text: message.text }).then(() => tell(words.view.copied), failed);
        return;
      case 'calculator-save':
        client
          .saveText({ suggestion: 'key-slots.csv', text: message.text })
          .then((path) => path !== null && tell(words.view.saved(path)), failed);
        return;
    }
  };
};
