/** What the transcript says of a change of connection or user. */
import { expect, it } from 'vitest';
import { ConnectionNews } from '../../../../../renderer/repl/transcript/connection-news.ts';
import { DISCONNECTED, type SessionState } from '../../../../../shared/session/session.ts';

const at = (label: string, user = '', phase: SessionState['phase'] = 'connected'): SessionState => ({
  ...DISCONNECTED,
  phase,
  label,
  user,
});

it('tells of another connection, of another user, and of none; not of the first, nor of one that comes back', () => {
  const news = new ConnectionNews();
  expect(
    [
      DISCONNECTED,
      at('Shop', '', 'connecting'),
      at('Shop'),
      at('Shop', '', 'lost'),
      at('Shop'),
      at('Shop', 'alice'),
      at('Shop', 'alice'),
      at('Shop'),
      DISCONNECTED,
      DISCONNECTED,
      at('Shop'),
      at('Bank', 'bob\u0007', 'connecting'),
      at('Bank', 'bob\u0007'),
    ].map((session) => news.follow(session, 'en')),
  ).toEqual([
    null,
    null,
    null,
    null,
    null,
    'From here on commands run as user alice.',
    null,
    'From here on commands run as the default user.',
    'Disconnected from Shop.',
    null,
    'Connected to Shop as the default user.',
    null,
    'Connected to Bank as user bob\\a.',
  ]);
});
