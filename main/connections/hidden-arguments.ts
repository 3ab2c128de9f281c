/** Hides passwords among the program's arguments, which every user of the computer can read in the list of processes. */
import { firstSecret } from '../../shared/commands/command-secrets.ts';
import { flagOf } from './cli-flags.ts';

const HIDDEN = '****';
/** Commands that may hold a secret. Asking about each of a hundred thousand keys would take minutes. */
const MAY_BE_SECRET = /^(auth|acl|config|hello|migrate|sentinel)$/i;

/** The same arguments with their secrets masked; null if they hold none. */
export function maskArguments(argv: readonly string[]): string[] | null {
  const encoded = argv.map((word) => Buffer.from(word));
  let command = argv.length;
  const masked = argv.map((word, i) => {
    if (flagOf(argv[i - 1] ?? '')?.secret === 'password') return HIDDEN;
    const scheme = /^\w+:\/\//.exec(word)?.[0];
    if (scheme !== undefined && word.includes('@'))
      return `${scheme}${HIDDEN}${word.slice(word.lastIndexOf('@'))}`;
    // The start of the command is unknown here: a flag's value may look like a command, and then too much is hidden.
    const secret = i < command && MAY_BE_SECRET.test(word) ? firstSecret(encoded.slice(i)) : null;
    if (secret !== null) command = i + secret;
    return i < command ? word : HIDDEN;
  });
  return masked.some((word, i) => word !== argv[i]) ? masked : null;
}

/** Overwrites the arguments that the system shows. True if there was a secret. */
export function hideSecrets(program: string, argv: readonly string[]): boolean {
  const masked = maskArguments(argv);
  if (masked) process.title = [program, ...masked].join(' ');
  return masked !== null;
}
