/** Ends a mode with exit code 1, after this line on stderr. */
export class ModeEnd extends Error {
  override name = 'ModeEnd';
}
