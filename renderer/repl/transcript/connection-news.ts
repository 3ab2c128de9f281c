/** What the transcript says when the lines below go elsewhere, or go as somebody else, than those above. */
import type { SessionState } from '../../../shared/session/session.ts';
import { escapeForLine } from '../../../shared/format/escape.ts';

interface Known {
  label: string;
  user: string;
}

export class ConnectionNews {
  /** Null before the first connection: nothing stands above that went anywhere. */
  private known: Known | null = null;

  /** A sentence, or null where it is the same connection and user as before. */
  follow({ phase, label, user }: SessionState): string | null {
    const before = this.known;
    if (phase === 'disconnected' && label === '') {
      if (!before || before.label === '') return null;
      this.known = { label: '', user: '' };
      return `Disconnected from ${escapeForLine(before.label)}.`;
    }
    // While a connection is lost or being made, nothing is known of what comes.
    if (phase !== 'connected') return null;
    this.known = { label, user };
    if (!before || (before.label === label && before.user === user)) return null;
    const who = user === '' ? 'the default user' : `user ${escapeForLine(user)}`;
    if (before.label === label) return `From here on commands run as ${who}.`;
    return `Connected to ${escapeForLine(label)} as ${who}.`;
  }
}
