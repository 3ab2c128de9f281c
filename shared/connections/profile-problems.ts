/** The problems of a profile, field by field, each with what to do. */
import { profileSchema } from './profile.ts';

export interface ProfileProblem {
  /** Path of the field, with dots: `tls.ca`; numbers stand for places in a list: `seeds.0`. */
  field: string;
  message: string;
}

/** By path; `*` stands for a place in a list, whose number, counted from 1, replaces `#`. */
const MESSAGES: { readonly [field: string]: string } = {
  id: 'The connection has no id of its own. Make a new one.',
  name: 'The name is empty or too long. Give one of up to 200 characters.',
  group: 'The group is too long. Give up to 200 characters.',
  colour: 'This colour does not exist. Choose one of the list.',
  environment: 'This environment does not exist. Choose development, staging or production.',
  seeds: 'No address is given, or more than 100. Give host:port of at least one node.',
  'seeds.*':
    'Address # is not of the form host:port. Give a name or an IP address and a port from 1 to 65535.',
  username: 'The user name is too long. Give up to 1,000 characters.',
  database: 'The database is not a number from 0 to 1,000,000. Give 0 for a cluster.',
  protocol: 'The protocol is neither 2 nor 3. Choose one.',
  mode: 'This redirect mode does not exist. Choose direct, follow or off.',
  readFrom: 'This choice of nodes to read from does not exist. Choose one of the list.',
  separator: 'The separator is empty or too long. Give up to 20 characters, such as a colon.',
  clientName:
    'The client name contains a blank or a special character. Give up to 200 visible ASCII characters.',
  connectTimeout:
    'The time to connect is not within 100 ms and 10 minutes. Give milliseconds from 100 to 600,000.',
  keepAlive: 'The keep-alive time is not within a day. Give seconds from 0 to 86,400; 0 switches it off.',
  family: 'This kind of address does not exist. Choose any, IPv4 or IPv6.',
  'tls.ca': 'The CA certificate is neither a path nor certificates as PEM text. Choose a file.',
  'tls.cert':
    'The client certificate is neither a path nor a certificate as PEM text without its key. Choose a file.',
  'tls.key': 'The key is not a path. A key as text is kept with the passwords, not here. Choose a file.',
  'tls.serverName': 'The server name is too long. Give up to 300 characters.',
  'tls.minVersion': 'This TLS version does not exist. Choose one of the list.',
  'ssh.host': 'The SSH server is missing. Give its name or IP address.',
  'ssh.port': "The SSH server's port is not a number from 1 to 65535. It is usually 22.",
  'ssh.user': 'The SSH user is missing. Give the name that you log in with.',
  'ssh.method': 'This way to log in by SSH does not exist. Choose password, key or agent.',
  'ssh.keyFile':
    'The SSH key is not a path. A key as text is kept with the passwords, not here. Choose a file.',
  'ssh.hostKey': 'The remembered host key is damaged. Forget it, and check the key at the next connection.',
  'proxy.kind': 'This kind of proxy does not exist. Choose SOCKS5 or HTTP.',
  'proxy.host': 'The host of the proxy is missing or not one. Give its name or IP address.',
  'proxy.port': "The proxy's port is not a number from 1 to 65535.",
  'proxy.user': 'The user name for the proxy is too long. Give up to 200 characters.',
  nat: 'The NAT map has more than 2,000 entries. Remove some.',
  'nat.*.announced': 'Line # of the NAT map: the announced address is not of the form host:port.',
  'nat.*.reached': 'Line # of the NAT map: the reached address is not of the form host:port.',
  'sentinel.master': 'The master name is missing. Give the name that the sentinels know it by.',
  'sentinel.username': 'The user name for the sentinels is too long. Give up to 1,000 characters.',
  usedAt: 'The time of the last connection is damaged. Save the connection again.',
};

/** One problem per field, in the order of the schema; empty for a valid profile. Never throws, never repeats a value. */
export function profileProblems(profile: unknown): ProfileProblem[] {
  const read = profileSchema.safeParse(profile);
  if (read.success) return [];
  const problems = new Map<string, ProfileProblem>();
  for (const { path } of read.error.issues) {
    const field = path.join('.');
    const place = path.find((part) => typeof part === 'number');
    const pattern = path.map((part) => (typeof part === 'number' ? '*' : String(part))).join('.');
    const known = Object.hasOwn(MESSAGES, pattern) ? MESSAGES[pattern]! : null;
    const message = known?.replace('#', String((place ?? 0) + 1)) ?? unknownMessage(field);
    if (!problems.has(field)) problems.set(field, { field, message });
  }
  return [...problems.values()];
}

const unknownMessage = (field: string) =>
  field === ''
    ? 'This is not a connection. Make a new one.'
    : `The field ${field} is missing or damaged. Make a new connection.`;
