/** Commands that no shell can show an answer to: refused before they are sent. */
import type { Failure } from '../../../shared/failure.ts';
import { lowerWord } from '../../../shared/resp/resp.ts';

const REASONS: { readonly [command: string]: string } = {
  sync: 'It makes the connection a replica, whose stream never ends.',
  psync: 'It makes the connection a replica, whose stream never ends.',
  quit: 'It would only close one connection of several. Type exit to end the shell.',
};

/** Null where the command may be sent. */
export function refuse(words: readonly Uint8Array[]): Failure | null {
  const name = lowerWord(words[0]);
  if (name === 'script' && lowerWord(words[1]) === 'debug' && lowerWord(words[2]) !== 'no')
    return {
      code: 'refused',
      message: 'SCRIPT DEBUG was not sent. The next EVAL would wait for a debugger, which Slotshell is not.',
      advice: 'redis-cli --ldb debugs Lua scripts.',
    };
  if (!Object.hasOwn(REASONS, name)) return null;
  return { code: 'refused', message: `${name.toUpperCase()} was not sent. ${REASONS[name]}`, advice: '' };
}
