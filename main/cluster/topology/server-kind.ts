/** Tells from a server's replies whether it is a cluster node, a single server, or a proxy, and which. */
import type { Reply } from '../../../shared/resp/resp.ts';
import { ConnectionError } from '../wire/errors.ts';
import { CODIS, OLD_CODIS } from '../../../shared/cluster/codis.ts';
import { OTHER_PROXY, TWEMPROXY } from '../../../shared/cluster/twemproxy.ts';
import { fieldsOf, isDenied, itemsOf, ServerError, textOf } from '../wire/read-reply.ts';

export type ServerKind =
  /** `info` is the text of CLUSTER INFO; null if the user may not run it. */
  | { kind: 'cluster'; info: string | null }
  | { kind: 'standalone' }
  /** Named by what it does: twemproxy closes the connection on an unknown command; another returns an error. */
  | { kind: 'proxy'; name: typeof TWEMPROXY | typeof OTHER_PROXY | typeof CODIS | typeof OLD_CODIS };

/**
 * `ask` resolves with the reply, or rejects with ServerError for an error reply or with ConnectionError; it reconnects after
 * that. A server counts as a proxy only if it does not answer INFO either. If it hangs up, it must also answer PING before
 * and after, so that a failing node, or one that requires a login, is not taken for a proxy. Rejects with the error of
 * `ask` if the kind stays unknown. Asks at most five questions, and one for nearly every server. codis answers INFO, from
 * any server behind it, so its words to CLUSTER make it known, and SLOTSMAPPING confirms them.
 */
export async function tellKind(ask: (...args: string[]) => Promise<Reply>): Promise<ServerKind> {
  let cause: unknown;
  try {
    return { kind: 'cluster', info: textOf(await ask('CLUSTER', 'INFO')) };
  } catch (error) {
    if (says(error, /cluster support disabled/i)) return { kind: 'standalone' };
    if (isDenied(error)) return tellByHello(ask);
    if (says(error, /^ERR handle request, command/) && (await isCodis(ask)))
      return { kind: 'proxy', name: CODIS };
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
    // Refused for another reason, such as the user's rights, so the server knows the command.
    else if (!says(error, UNKNOWN)) return { kind: 'standalone' };
    return { kind: 'proxy', name: hangsUp ? TWEMPROXY : OTHER_PROXY };
  }
  if (hangsUp) throw cause;
  return { kind: 'standalone' };
}

/**
 * Tells a codis that passes CLUSTER to a server behind it (codis 3.1 and before) from that server; null for the server. Both
 * know SLOTSHASHKEY. Some such proxies have SLOTSMAPPING; the others are known by SELECT, which each proxy answers itself, in
 * capitals.
 */
export async function tellOldCodis(
  ask: (...args: string[]) => Promise<Reply>,
): Promise<Extract<ServerKind, { kind: 'proxy' }> | null> {
  if (await isCodis(ask)) return { kind: 'proxy', name: CODIS };
  try {
    await ask('SELECT');
  } catch (error) {
    if (says(error, /wrong number of arguments for 'SELECT'/)) return { kind: 'proxy', name: OLD_CODIS };
    if (!(error instanceof ServerError)) throw error;
  }
  return null;
}

/** Rejects if it requires a login, without which it does not say. */
async function isCodis(ask: (...args: string[]) => Promise<Reply>): Promise<boolean> {
  try {
    return itemsOf(await ask('SLOTSMAPPING', '0')).length === 4;
  } catch (error) {
    if (error instanceof ServerError && !/^NOAUTH/.test(error.message)) return false;
    throw error;
  }
}

/** HELLO (6.0, like ACLs) needs no right. If it does not tell, assume a cluster, which does no harm elsewhere. */
async function tellByHello(ask: (...args: string[]) => Promise<Reply>): Promise<ServerKind> {
  const mode = textOf((await readHello(ask)).get('mode'));
  return mode === 'standalone' || mode === 'sentinel'
    ? { kind: 'standalone' }
    : { kind: 'cluster', info: null };
}

/** Returns the fields of HELLO (server, version, mode, role); empty if the command is unknown. Rejects if there is no reply. */
export async function readHello(
  ask: (...args: string[]) => Promise<Reply>,
): Promise<ReadonlyMap<string, Reply>> {
  try {
    return fieldsOf(await ask('HELLO'));
  } catch (error) {
    if (error instanceof ServerError && !/^(NOAUTH|WRONGPASS)/.test(error.message)) return new Map();
    throw error;
  }
}

/** Matches the errors of servers before 3.0, of servers with a renamed command, and of proxies. */
const UNKNOWN = /unknown (sub)?command|unsupported|not (supported|allowed)|invalid (command|request)/i;

const says = (error: unknown, text: RegExp) =>
  error instanceof ServerError && !/^NO(AUTH|PERM)/.test(error.message) && text.test(error.message);

const isHangUp = (error: unknown) => error instanceof ConnectionError && error.kind === 'lost' && error.sent;
