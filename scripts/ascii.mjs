/** A script's characters beyond ASCII as escapes. */

/** A backslash before one of them would become a backslash of its own. */
const ESCAPED = /(?<!\\)(?:\\\\)*\\[^\0-\x7f]/;

/**
 * The same script in ASCII alone.
 * @param {string} code
 */
export function inAscii(code) {
  const [found] = ESCAPED.exec(code) ?? [];
  if (found) throw new Error(`A script has ${found}: the backslash has no meaning there, and has to go.`);
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** One character beyond Latin-1 makes V8 keep the whole file as two bytes a character, and compile it half as fast. */
export const asciiPlugin = () => ({
  name: 'ascii',
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) if (chunk.type === 'chunk') chunk.code = inAscii(chunk.code);
  },
});
