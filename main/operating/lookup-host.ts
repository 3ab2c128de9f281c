import { lookup } from 'node:dns/promises';

/** All IP addresses of a host name. Rejects as the resolver does. */
export const lookupHost = async (host: string): Promise<string[]> =>
  (await lookup(host, { all: true })).map(({ address }) => address);
