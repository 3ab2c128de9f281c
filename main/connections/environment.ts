/**
 * The environment at the start. Its password is removed from the process's own environment, which Electron copies to every
 * window and started programs inherit. So is the variable that turns off certificate checks for all of Node.
 */
export const environment: { readonly [name: string]: string | undefined } = { ...process.env };
delete process.env['REDISCLI_AUTH'];
delete process.env['VALKEYCLI_AUTH'];
delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];

/** For users who expect unchecked certificates; null if the variable is not set. */
export const IGNORED_TLS_SETTING =
  environment['NODE_TLS_REJECT_UNAUTHORIZED'] === '0'
    ? 'NODE_TLS_REJECT_UNAUTHORIZED=0 is ignored: Slotshell checks certificates. To connect without a check, give --insecure.'
    : null;
