/** URLs of a proxy: socks5://user:password@host:port, http://host:port. Pure. */
import { FailureError } from '../../shared/failure.ts';
import { readUrl } from './connection-url.ts';

export interface ProxyUrl {
  kind: 'socks5' | 'http';
  host: string;
  port: number;
  /** Empty for none. */
  user: string;
  password?: string;
}

/** Throws a FailureError, which never repeats a password. `socks5h` is curl's name for names that the proxy resolves. */
export function readProxyUrl(text: string): ProxyUrl {
  const scheme = /^(socks5h?|http):\/\//i.exec(text)?.[0].toLowerCase();
  const place = text.slice(text.lastIndexOf('@') + 1);
  if (scheme === undefined || !/:\d+\/?$/.test(place))
    throw new FailureError(
      'bad-argument',
      '--proxy needs the URL of a proxy with its port.',
      'As in socks5://user:password@host:1080 or http://host:3128',
    );
  // A login without a colon is the user here, as with curl; for a server it is the password.
  const login = text.slice(scheme.length, Math.max(scheme.length, text.lastIndexOf('@')));
  const isUserOnly = login !== '' && !login.includes(':');
  const { host, port, username = '', password } = readUrl(isUserOnly ? text.replace('@', ':@') : text);
  return {
    kind: scheme.startsWith('socks') ? 'socks5' : 'http',
    host,
    port,
    user: username,
    ...(password !== undefined && password !== '' && { password }),
  };
}
