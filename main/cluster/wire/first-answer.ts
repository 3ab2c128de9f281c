/** Which of several nodes answers first, without asking all of them where the first does. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { ConnectionError } from './errors.ts';
import { ServerError } from './read-reply.ts';

/** Milliseconds after which the next node is asked too. */
const STAGGER = 700;

/**
 * Asks the nodes in their order: the next one when the one before has failed, or has kept silent for a while, so that
 * a few silent nodes do not hold up the reading of a map. Rejects when all have failed, with what says most.
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
      timer = setTimeout(askNext, STAGGER);
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
          reject(telling(errors));
        },
      );
    };
    if (nodes.length === 0) reject(new Error('no node is known'));
    else askNext();
  });
}

/** That a server was there and refused us, by login or certificate, says more than that another was not there. */
function telling(errors: readonly unknown[]): unknown {
  return errors.find(isRefusal) ?? errors.find(isTls) ?? errors.at(-1);
}

/** Whether a server wants another login than ours. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof ConnectionError
    ? error.kind === 'auth'
    : error instanceof ServerError && /^(NOAUTH|WRONGPASS)/.test(error.message);

/** Whether its certificate, or TLS itself, is what went wrong. */
export const isTls = (error: unknown): boolean =>
  error instanceof ConnectionError && error.message.startsWith('TLS: ');
