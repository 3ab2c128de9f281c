/** The note in the transcript between lines that go to different connections, or run as different users. */
import type { LanguageName } from '../../../shared/language/language.ts';
import type { SessionState } from '../../../shared/session/session.ts';
import { escapeForLine } from '../../../shared/format/escape.ts';
import { answerWords } from './words.ts';

interface Known {
  label: string;
  user: string;
}

export class ConnectionNews {
  /** Null before the first connection: no line above has gone anywhere. */
  private known: Known | null = null;

  /** A sentence, or null if the connection and the user are the same as before. */
  follow({ phase, label, user }: SessionState, language: LanguageName): string | null {
    const words = answerWords(language);
    const before = this.known;
    if (phase === 'disconnected' && label === '') {
      if (!before || before.label === '') return null;
      this.known = { label: '', user: '' };
      return words.disconnected({ label: escapeForLine(before.label) });
    }
    // While a connection is lost or being made, its next state is unknown.
    if (phase !== 'connected') return null;
    this.known = { label, user };
    if (!before || (before.label === label && before.user === user)) return null;
    const who = user === '' ? 'none' : escapeForLine(user);
    if (before.label === label) return words.runsAs({ user: who });
    return words.connected({ label: escapeForLine(label), user: who });
  }
}
