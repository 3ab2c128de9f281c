/** The lines that redis-cli prints on stderr about a connection that failed or was lost. */
import type { NodeAddress } from '../../shared/cluster/topology.ts';
import type { Execution } from '../../shared/session/execution.ts';
import type { Failure } from '../../shared/failure.ts';
import { parseAddress } from '../cluster/wire/address.ts';

/** strerror of glibc for Node's error codes. */
const WORDS: { readonly [code: string]: string } = {
  ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Connection reset by peer',
  EPIPE: 'Broken pipe',
  EHOSTUNREACH: 'No route to host',
  ENETUNREACH: 'Network is unreachable',
  ETIMEDOUT: 'Connection timed out',
  ENOTFOUND: 'Name or service not known',
  EAI_AGAIN: 'Temporary failure in name resolution',
  ENOENT: 'No such file or directory',
  EACCES: 'Permission denied',
  EISDIR: 'Is a directory',
  ENOTDIR: 'Not a directory',
  ENOSPC: 'No space left on device',
  EROFS: 'Read-only file system',
};

/** As strerror says it, where a reason names one of its codes. A proxy's failure stays one. */
export const reasonText = (reason: string): string =>
  /\bthe (SOCKS5|HTTP) proxy /.test(reason)
    ? reason
    : (WORDS[/\b(E[A-Z_]+)\b/.exec(reason)?.[1] ?? ''] ?? reason);

/** `127.0.0.1:7000`, or the path of a socket, whose address is of the form `/path:1`. */
export function placeOf(node: NodeAddress): string {
  const at = parseAddress(node);
  return at?.host.startsWith('/') ? at.host : node;
}

export function unreachableText(node: NodeAddress, reason: string): string {
  return `Could not connect to Redis at ${placeOf(node)}: ${reasonText(reason)}\n`;
}

export function failureText(execution: Pick<Execution, 'hops' | 'transaction'>, failure: Failure): string {
  const last = execution.hops.at(-1);
  // redis-cli prints nothing about a transaction that ended with its connection.
  const isOver = execution.transaction === 'TX aborted';
  if (failure.code === 'unreachable' && last && !isOver) return unreachableText(last.node, last.detail);
  if (failure.code === 'unknown-fate' && last?.detail === 'the node closed the connection')
    return `Error: Server closed the connection\n${fateOf(failure)} ${failure.advice}\n`;
  return `Error: ${failure.message}${failure.advice ? ` ${failure.advice}` : ''}\n`;
}

/** Whether the command may have run, which redis-cli does not say. */
const fateOf = ({ message }: Failure) => message.slice(message.indexOf('The command '));

/** An error of our own. */
export const unexpectedText = (error: unknown) =>
  `Error: something unexpected went wrong in Slotshell: ${error instanceof Error ? error.message : String(error)}\nIf a command was running, it may or may not have run.\n`;
