/** What a server is, told by what it answers: a node of a cluster, one server, or a proxy that knows neither CLUSTER nor INFO. */
import type { Reply } from '../../../shared/resp/resp.ts';
import { ConnectionError } from '../wire/errors.ts';
import { fieldsOf, isDenied, ServerError, textOf } from '../wire/read-reply.ts';

export type ServerKind =
  /** `info` is the text of CLUSTER INFO; null where the user may not ask for it. */
  | { kind: 'cluster'; info: string | null }
  | { kind: 'standalone' }
  /** `hangsUp`: it closes the connection at what it does not know, as twemproxy does; else it answers with an error. */
  | { kind: 'proxy'; hangsUp: boolean };

/**
 * `ask` resolves with the reply, rejects with ServerError for an error reply or with ConnectionError, and connects again
 * after that. A proxy is taken for one only where it does not answer INFO either, and where it hangs up, only while it
 * answers PING before and after: a node that fails, or wants a login, is none. Rejects with what `ask` did where nothing
 * can be told. At most five questions, one for nearly every server.
 */
export async function tellKind(ask: (...words: string[]) => Promise<Reply>): Promise<ServerKind> {
  let cause: unknown;
  try {
    return { kind: 'cluster', info: textOf(await ask('CLUSTER', 'INFO')) };
  } catch (error) {
    if (says(error, /cluster support disabled/i)) return { kind: 'standalone' };
    if (isDenied(error)) return tellByHello(ask);
    if (!isHangUp(error) && !says(error, UNKNOWN)) throw error;
    cause = error;
  }
  const hangsUp = isHangUp(cause);
  if (hangsUp) await ask('PING');
  try {
    await ask('INFO');
  } catch (error) {
    if (hangsUp && isHangUp(error)) await ask('PING');
    else if (hangsUp || !(error instanceof ServerError)) throw error;
    // Refused for another reason, such as the user's rights: it is known.
    else if (!says(error, UNKNOWN)) return { kind: 'standalone' };
    return { kind: 'proxy', hangsUp };
  }
  if (hangsUp) throw cause;
  return { kind: 'standalone' };
}

/** HELLO (6.0, as ACLs) needs no right. Where it does not tell, a cluster: what holds there does no harm elsewhere. */
async function tellByHello(ask: (...words: string[]) => Promise<Reply>): Promise<ServerKind> {
  const mode = textOf((await readHello(ask)).get('mode'));
  return mode === 'standalone' || mode === 'sentinel'
    ? { kind: 'standalone' }
    : { kind: 'cluster', info: null };
}

/** The fields of HELLO: server, version, mode, role; empty where it is not known. Rejects where there is no answer. */
export async function readHello(
  ask: (...words: string[]) => Promise<Reply>,
): Promise<ReadonlyMap<string, Reply>> {
  try {
    return fieldsOf(await ask('HELLO'));
  } catch (error) {
    if (error instanceof ServerError && !/^(NOAUTH|WRONGPASS)/.test(error.message)) return new Map();
    throw error;
  }
}

/** Of servers before 3.0 and those with a command renamed, and as proxies put it. */
const UNKNOWN = /unknown (sub)?command|unsupported|not (supported|allowed)|invalid (command|request)/i;

const says = (error: unknown, text: RegExp) =>
  error instanceof ServerError && !/^NO(AUTH|PERM)/.test(error.message) && text.test(error.message);

const isHangUp = (error: unknown) => error instanceof ConnectionError && error.kind === 'lost' && error.sent;
