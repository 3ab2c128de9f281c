/** Retries a command if the answer says that it did not run, or if it failed before it was sent; never otherwise. */
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import { WAITS, type Hop } from '../../../shared/session/execution.ts';
import type { RedirectMode } from '../../../shared/session/session.ts';
import { NoAddressError, type ConnectionError } from '../wire/errors.ts';
import type { Next, Step } from './redirect.ts';
import type { Route } from './route.ts';

export interface RetryParts {
  /** Reads the map again when a node is lost or returns an outdated answer; resolves after the attempt. */
  refresh(): Promise<void>;
  /** The command's node by the current map. */
  routeAgain(): NodeAddress;
  /** A node of the map other than the given one; null if there is none. */
  otherNode(than: NodeAddress): NodeAddress | null;
  /**
   * Resolves with false after that many milliseconds, or at once when cancelled. Resolves with true as soon as the map
   * names an untried node that may have it, or the cluster serves again.
   */
  wait(milliseconds: number, tried: readonly NodeAddress[]): Promise<boolean>;
  cancelled(): boolean;
  /** False if the answer of a cluster that cannot serve now is for the user at once. */
  patient: boolean;
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

  /** Waits as long as needed; null if the command is not tried again. */
  async next({ hop, error }: Step, hops: readonly Hop[]): Promise<Next | null> {
    const { parts, mode } = this;
    if (mode === 'off' || (error && isFinal(error))) return null;
    if (hop.outcome === 'readonly') return this.newOwner(hop);
    if (!error && !parts.patient) return null;
    // A command without a key stays with its node: on another node it would mean something else.
    const wait = error && this.first.slot === null ? undefined : WAITS[this.tries++];
    if (wait === undefined) return null;
    const before = performance.now();
    const tried = hops.map(({ node }) => node);
    const hasNews = await parts.wait(wait, tried);
    hop.waited = hasNews ? performance.now() - before : wait;
    if (parts.cancelled()) return null;
    // A new owner gets the full number of tries.
    if (hasNews) this.tries = 0;
    if (hop.outcome === 'tryagain') return { node: hop.node, asking: hop.asking };
    if (!hasNews) await parts.refresh();
    const node = parts.routeAgain();
    // In follow mode the dead node may be the current one; any other node redirects.
    const isDead = error !== null && node === hop.node && mode === 'follow';
    return { node: (isDead ? parts.otherNode(node) : null) ?? node, asking: false };
  }

  private async newOwner({ node, asking }: Hop): Promise<Next | null> {
    await this.parts.refresh();
    const owner = this.parts.routeAgain();
    return owner === node ? null : { node: owner, asking };
  }
}

/** Whether the command may have run, or another try would fail alike. */
const isFinal = (error: ConnectionError): boolean =>
  error.sent || error.kind === 'auth' || error.kind === 'cancelled' || error instanceof NoAddressError;
