/** Tracks whether any node of the cluster answers, and notifies the user when that changes. */
import { durationWords } from '../../shared/format/clock.ts';
import type { Failure } from '../../shared/failure.ts';
import type { NodeAddress } from '../../shared/cluster/topology.ts';
import type { Notice } from '../../shared/session/notice.ts';
import type { SessionState } from '../../shared/session/session.ts';
import { COMES_BACK, lostFailure, reasonOf } from './topology/lost-failure.ts';
import { TransportError, type ConnectionError } from './wire/errors.ts';

export interface AvailabilityHooks {
  onPhase(): void;
  onNotice(notice: Notice): void;
  /** No node answers any more. */
  onLost?: ((reason: string) => void) | undefined;
}

export class Availability {
  phase: SessionState['phase'] = 'connecting';
  failure: Failure | null = null;
  private readonly hooks: AvailabilityHooks;
  /** When the last node was lost, by Date.now(). */
  private lostAt = 0;
  /** Whether the user was notified that the login is refused. */
  private refusalTold = false;

  constructor(hooks: AvailabilityHooks) {
    this.hooks = hooks;
  }

  set(phase: SessionState['phase'], failure: Failure | null): void {
    this.phase = phase;
    this.failure = failure;
    this.hooks.onPhase();
  }

  /** A map was read: a lost cluster is available again. */
  found(source: NodeAddress): void {
    if (this.phase !== 'lost') return;
    const lasted = durationWords(Date.now() - this.lostAt);
    this.hooks.onNotice({ tone: 'good', text: `Connected again after ${lasted}: ${source} answers.` });
    this.set('connected', null);
  }

  /** No node answered; at every try that fails. */
  lost(error: unknown): void {
    if (this.phase !== 'connected' && this.phase !== 'lost') return;
    const failure = lostFailure(error);
    if (this.phase === 'connected') {
      this.lostAt = Date.now();
      this.hooks.onLost?.(reasonOf(error));
      const text = `No node answers any more (${reasonOf(error)}). Trying again until one does.`;
      this.hooks.onNotice({ tone: 'bad', text });
    } else if (failure.advice === this.failure?.advice) return;
    // The cause is a different one now, and one that the user can do something about.
    if (failure.advice !== COMES_BACK)
      this.hooks.onNotice({ tone: 'bad', text: `${failure.message} ${failure.advice}` });
    this.set('lost', failure);
  }

  /** A node refused a new connection: notifies the user once if the login is the reason. */
  refused(node: NodeAddress, error: ConnectionError): void {
    const isLogin = error.kind === 'auth' && !(error instanceof TransportError);
    if (!isLogin || this.refusalTold || this.phase !== 'connected') return;
    this.refusalTold = true;
    this.hooks.onNotice({
      tone: 'bad',
      text: `${node} refuses the login of a new connection (${error.message}); open connections go on. If the password has changed, type AUTH with the new one.`,
    });
  }

  /** A login was accepted: a further refusal is news. */
  loggedIn(): void {
    this.refusalTold = false;
  }
}
