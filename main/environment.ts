/**
 * The environment as it was at the start. A password in it is taken out of the process's own: Electron gives a copy of that
 * to every window, and programs that are started inherit it.
 */
export const environment: { readonly [name: string]: string | undefined } = { ...process.env };
delete process.env['REDISCLI_AUTH'];
