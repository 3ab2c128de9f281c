/** Makes a proxy to dial through. Its code is loaded when it is needed: programs start faster without it. */
import type { Proxy, ProxyOptions } from '../cluster/wire/proxy.ts';

/** Dials nothing yet. */
export async function makeProxy(options: ProxyOptions): Promise<Proxy> {
  const { Proxy: Through } = await import('../cluster/wire/proxy.ts');
  return new Through(options);
}
