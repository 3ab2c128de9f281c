/** What AUTH, HELLO, SELECT and RESET change for every connection of the shell, once a server has accepted them. Pure. */
import type { Protocol } from '../../shared/model.ts';
import { lowerWord } from '../../shared/resp.ts';

export interface Login {
  username?: string;
  password?: string;
  protocol?: Protocol;
  database?: number;
}

const text = (word: Uint8Array | undefined) => (word ? new TextDecoder().decode(word) : '');

/** Null for a command that changes none of it. `words` is a command that the server answered without an error. */
export function loginOf(words: readonly Uint8Array[]): Login | null {
  const name = lowerWord(words[0]);
  if (name === 'auth')
    return words.length > 2
      ? { username: text(words[1]), password: text(words[2]) }
      : { password: text(words[1]) };
  if (name === 'select') return { database: Number(text(words[1])) || 0 };
  if (name === 'reset') return { protocol: 2, database: 0 };
  if (name !== 'hello') return null;
  const login: Login = {};
  if (text(words[1]) === '3') login.protocol = 3;
  else if (text(words[1]) === '2') login.protocol = 2;
  const auth = words.findIndex((word, i) => i > 1 && text(word).toLowerCase() === 'auth');
  if (auth > 0 && words.length > auth + 2) {
    login.username = text(words[auth + 1]);
    login.password = text(words[auth + 2]);
  }
  return login;
}
