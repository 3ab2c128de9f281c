/** Tries a command again after an answer that says it did not run, or after a failure before it was sent; never otherwise. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { WAITS, type Hop } from '../../../shared/session/execution.ts';
import type { RedirectMode } from '../../../shared/session/session.ts';
import { NoAddressError, type ConnectionError } from '../wire/errors.ts';
import type { Next, Step } from './redirect.ts';
import type { Route } from './route.ts';

export interface RetryParts {
  /** Reads the map again when a node is lost or lies; resolves when that was tried. */
  refresh(): Promise<void>;
  /** Where the command goes by the map as it is now. */
  routeAgain(): NodeAddress;
  /** Another node of the map than the given one; null if there is none. */
  otherNode(than: NodeAddress): NodeAddress | null;
  /**
   * Resolves with false after that many milliseconds, or at once when cancelled; with true as soon as the map says that
   * another node than those that were tried may have it, or that the cluster serves again.
   */
  wait(milliseconds: number, tried: readonly NodeAddress[]): Promise<boolean>;
  cancelled(): boolean;
}

export class Retry {
  private readonly first: Route;
  private readonly mode: RedirectMode;
  private readonly parts: RetryParts;
  private tries = 0;

  constructor(first: Route, mode: RedirectMode, parts: RetryParts) {
    this.first = first;
    this.mode = mode;
    this.parts = parts;
  }

  /** Waits as long as it takes; null if the command is not tried again. */
  async next({ hop, error }: Step, hops: readonly Hop[]): Promise<Next | null> {
    const { parts, mode } = this;
    if (mode === 'off' || (error && isFinal(error))) return null;
    if (hop.outcome === 'readonly') return this.newOwner(hop);
    // A command without a key stays with its node: run elsewhere it would be another command.
    const wait = error && this.first.slot === null ? undefined : WAITS[this.tries++];
    if (wait === undefined) return null;
    const before = performance.now();
    const tried = hops.map(({ node }) => node);
    const hasNews = await parts.wait(wait, tried);
    hop.waited = hasNews ? performance.now() - before : wait;
    if (parts.cancelled()) return null;
    // A new owner gets all of the tries.
    if (hasNews) this.tries = 0;
    if (hop.outcome === 'tryagain') return { node: hop.node, asking: hop.asking };
    if (!hasNews) await parts.refresh();
    const node = parts.routeAgain();
    // In follow mode the current node may be the dead one: any other node redirects.
    const isDead = error !== null && node === hop.node && mode === 'follow';
    return { node: (isDead ? parts.otherNode(node) : null) ?? node, asking: false };
  }

  private async newOwner({ node, asking }: Hop): Promise<Next | null> {
    await this.parts.refresh();
    const owner = this.parts.routeAgain();
    return owner === node ? null : { node: owner, asking };
  }
}

/** Whether the command may have run, or another try would meet the same. */
const isFinal = (error: ConnectionError): boolean =>
  error.sent || error.kind === 'auth' || error.kind === 'cancelled' || error instanceof NoAddressError;
