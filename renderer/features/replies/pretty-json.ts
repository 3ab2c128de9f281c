/** JSON indented by two spaces, with its numbers, escapes and order unchanged; null if it is not an object or array. */
export function prettyJson(text: string): string | null {
  if (!/^\s*[[{]/.test(text)) return null;
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  // Parsing and printing would round numbers beyond 2^53 and drop a repeated name.
  const out: string[] = [];
  let depth = 0;
  const tokens = text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}:,]|[^\s[\]{}:,"]+/gs);
  let opened = false;
  const newLine = () => out.push('\n', '  '.repeat(depth));
  for (const [token] of tokens) {
    const closes = token === ']' || token === '}';
    if (closes) {
      depth--;
      if (!opened) newLine();
    } else if (opened) newLine();
    opened = token === '[' || token === '{';
    out.push(token);
    if (opened) depth++;
    else if (token === ',') newLine();
    else if (token === ':') out.push(' ');
  }
  return out.join('');
}
