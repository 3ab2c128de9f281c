/** Commands that no shell can show an answer to: refused before they are sent. */
import type { Failure } from '../../../shared/failure.ts';
import { lowerWord } from '../../../shared/resp/resp.ts';

const REASONS: { readonly [command: string]: string } = {
  sync: 'It makes the connection a replica, whose stream never ends.',
  psync: 'It makes the connection a replica, whose stream never ends.',
  quit: 'It would only close one connection of several. Type exit to end the shell.',
};

/** Null where the command may be sent. */
export function refuse(args: readonly Uint8Array[]): Failure | null {
  const name = lowerWord(args[0]);
  if (name === 'script' && lowerWord(args[1]) === 'debug' && lowerWord(args[2]) !== 'no')
    return {
      code: 'refused',
      message: 'SCRIPT DEBUG was not sent. The next EVAL would wait for a debugger, which Slotshell is not.',
      advice: 'redis-cli --ldb debugs Lua scripts.',
    };
  if (!Object.hasOwn(REASONS, name)) return null;
  return { code: 'refused', message: `${name.toUpperCase()} was not sent. ${REASONS[name]}`, advice: '' };
}
