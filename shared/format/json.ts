/**
 * A reply as `redis-cli --json` and `--quoted-json` print it (cliFormatReplyJson of 7.0 to 8.0), without the newline at
 * its end. If redis-cli writes invalid JSON (errors, inf and nan, quotes in quoted JSON, keys that are arrays), this writes
 * valid JSON. One character below 256 a byte, as the server sent them.
 */
import { latin1, type Reply } from '../resp/resp.ts';
import { escapeBytes } from './escape.ts';

/** `json`: bytes beyond ASCII unchanged. `quoted`: the escaped text of a terminal, as a JSON string. */
export type JsonStyle = 'json' | 'quoted';

const NAMED: { readonly [character: string]: string } = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
};

const escapeText = (text: string): string =>
  text.replace(
    /["\\\u0000-\u001f]/g,
    (c) => NAMED[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

const quote = (bytes: Uint8Array, style: JsonStyle): string =>
  `"${escapeText(style === 'json' ? latin1(bytes) : escapeBytes(bytes))}"`;

export function formatJson(reply: Reply, style: JsonStyle): string {
  switch (reply.type) {
    // redis-cli writes error:"ERR …", which no JSON parser accepts.
    case 'error':
      return `{"error":${quote(reply.bytes, style)}}`;
    case 'status':
    case 'string':
    case 'verbatim':
      return quote(reply.bytes, style);
    case 'integer':
    case 'big-number':
      return reply.digits;
    case 'double':
      return isNumber(reply.digits) ? reply.digits : `"${escapeText(reply.digits)}"`;
    case 'null':
      return 'null';
    case 'boolean':
      return reply.value ? 'true' : 'false';
    case 'attributed':
      return formatJson(reply.value, style);
    case 'array':
    case 'set':
    case 'push':
      return `[${reply.items.map((item) => formatJson(item, style)).join(',')}]`;
    case 'map':
      return `{${reply.entries
        .map(([key, value]) => `${formatKey(key, style)}:${formatJson(value, style)}`)
        .join(',')}}`;
  }
}

const isNumber = (digits: string): boolean => /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(digits);

/** A reply as the key of an object, which is a string. */
export function formatKey(key: Reply, style: JsonStyle): string {
  if (key.type === 'error') return quote(key.bytes, style);
  const text = formatJson(key, style);
  return text.startsWith('"') ? text : `"${escapeText(text)}"`;
}
