/** Texts of importing and exporting connections. */
import { counted } from '../../../../shared/format/count.ts';

const connections = (n: number) => counted(n, 'connection');

export const words = {
  import: 'Import connections',
  paste:
    'Paste a redis:// URL, a redis-cli command line, several of them, or the text of a file exported by Slotshell, RedisInsight or Another Redis Desktop Manager:',
  pasteHint: 'redis-cli -h 10.0.0.7 -p 7000 --tls --cacert ca.pem\nrediss://user@host:6380',
  read: 'Read it',
  chooseFile: 'Choose a file…',
  sealed: 'This export is encrypted. Its passphrase:',
  open: 'Open',
  opening: 'Opening…',
  found: 'Connections found',
  secrets: (n: number) => ` · ${counted(n, 'secret')}`,
  notes: 'Not imported',
  note: (about: string) => `${about}: `,
  moreNotes: (n: number) => counted(n, 'more note'),
  toKeyStore: 'Their secrets go to the system’s key store.',
  keepField: 'secrets',
  theirSecrets: 'their secrets',
  save: (n: number) => `Save ${connections(n)}`,

  export: 'Export connections',
  exportTitle: (n: number) => `Export ${connections(n)}`,
  withoutSecrets: 'Without passwords and keys',
  withSecrets: 'With passwords and keys, encrypted with a passphrase',
  passphrase: 'Passphrase',
  passphraseAgain: 'Passphrase again',
  passphraseNote: 'The file cannot be opened without it, and it is not kept anywhere.',
  tooShort: (least: number) => `The passphrase is too short. Give at least ${least} characters.`,
  different: 'The two passphrases are not the same. Type them again.',
  encrypting: 'Encrypting…',
  exportButton: 'Export…',
  saved: (path: string) => `Saved to ${path}`,
};
