/** Refuses commands whose replies no shell can show, before they are sent. */
import type { Failure } from '../../../shared/failure.ts';
import { lowerWord } from '../../../shared/resp/resp.ts';

const REASONS: { readonly [command: string]: string } = {
  sync: 'It would turn the connection into a replication stream that never ends.',
  psync: 'It would turn the connection into a replication stream that never ends.',
  quit: 'It would close only one of several connections. Type exit to end the shell.',
};

/** Null if the command may be sent. */
export function refuse(args: readonly Uint8Array[]): Failure | null {
  const name = lowerWord(args[0]);
  if (name === 'script' && lowerWord(args[1]) === 'debug' && lowerWord(args[2]) !== 'no')
    return {
      code: 'refused',
      message: 'SCRIPT DEBUG was not sent. The next EVAL would wait for a debugger, which a shell is not.',
      advice: 'Use slotshell --ldb --eval FILE to debug Lua scripts.',
    };
  if (!Object.hasOwn(REASONS, name)) return null;
  return { code: 'refused', message: `${name.toUpperCase()} was not sent. ${REASONS[name]}`, advice: '' };
}
