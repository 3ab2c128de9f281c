/** Texts shown before a paste runs. */
import { counted, grouped, plural } from '../../../shared/format/count.ts';

export const words = {
  run: (lines: number) => `Run ${counted(lines, 'line')}`,
  on: ' on ',
  title: (run: string, connection: string) => `${run} on ${connection}?`,
  detail: (writes: number) =>
    `${
      writes === 0
        ? 'None of the pasted lines writes.'
        : `${grouped(writes)} of the pasted lines ${plural(writes, 'writes or changes', 'write or change')} the server.`
    } They run in this order.`,
  broadcast: (shells: readonly string[]) =>
    `Broadcast is on: they run in ${new Intl.ListFormat('en').format(shells)} too.`,
  lines: 'Pasted lines',
  notSent: 'Nothing has been sent yet',
  notSentHint: 'Nothing has been sent yet. Ctrl+K, “Pasting”, sets when this is asked.',
  cancel: 'Cancel',
  more: (characters: number) => `… and ${counted(characters, 'more character')}`,
};
