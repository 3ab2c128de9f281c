/** Asks several nodes in turn and takes the first answer. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { ConnectionError } from './errors.ts';
import { ServerError } from './read-reply.ts';

/** Milliseconds after which the next node is asked too. */
const STAGGER_MS = 700;

/**
 * Asks the next node when the previous one fails or stays silent for a while, so that a few silent nodes do not delay the
 * reading of a map. If all fail, rejects with the most mostTelling error.
 */
export function firstAnswer<T>(
  nodes: readonly NodeAddress[],
  ask: (node: NodeAddress) => Promise<T>,
): Promise<{ from: NodeAddress; answer: T }> {
  return new Promise((resolve, reject) => {
    const errors: unknown[] = [];
    let next = 0;
    let timer: NodeJS.Timeout | undefined;
    let settled = false;
    const end = () => {
      settled = true;
      clearTimeout(timer);
    };
    const askNext = () => {
      clearTimeout(timer);
      const node = nodes[next++];
      if (node === undefined || settled) return;
      timer = setTimeout(askNext, STAGGER_MS);
      ask(node).then(
        (answer) => {
          if (settled) return;
          end();
          resolve({ from: node, answer });
        },
        (error: unknown) => {
          if (settled) return;
          errors.push(error);
          if (errors.length < nodes.length) return askNext();
          end();
          reject(mostTelling(errors));
        },
      );
    };
    if (nodes.length === 0) reject(new Error('no node is known'));
    else askNext();
  });
}

/** A server that refused the login or the certificate tells more than one that was out of reach. */
function mostTelling(errors: readonly unknown[]): unknown {
  return errors.find(isRefusal) ?? errors.find(isTls) ?? errors.at(-1);
}

/** Whether a server refused our login. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof ConnectionError
    ? error.kind === 'auth'
    : error instanceof ServerError && /^(NOAUTH|WRONGPASS)/.test(error.message);

/** Whether TLS or the certificate failed. */
export const isTls = (error: unknown): boolean =>
  error instanceof ConnectionError && error.message.startsWith('TLS: ');
