/**
 * The environment as it was at the start. A password in it is taken out of the process's own: Electron gives a copy of that
 * to every window, and programs that are started inherit it. So is what turns off the check of certificates for all of Node.
 */
export const environment: { readonly [name: string]: string | undefined } = { ...process.env };
delete process.env['REDISCLI_AUTH'];
delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];

/** Said to whoever expects certificates to go unchecked; null where nobody does. */
export const IGNORED_TLS_SETTING =
  environment['NODE_TLS_REJECT_UNAUTHORIZED'] === '0'
    ? 'NODE_TLS_REJECT_UNAUTHORIZED=0 is ignored: certificates are checked. --insecure connects without a check.'
    : null;
