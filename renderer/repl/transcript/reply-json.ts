/** A reply as JSON that keeps its types; bytes that are no UTF-8 as base64. */
import { utf8, type Reply } from '../../../shared/resp/resp.ts';

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** `{ "type": "string", "value": "bar" }`; integers beyond 2^53 as text, pairs of a map as arrays of two. */
export function replyJson(reply: Reply): Json {
  switch (reply.type) {
    case 'status':
    case 'error':
    case 'string':
      return { type: reply.type, value: bytesJson(reply.bytes) };
    case 'verbatim':
      return { type: 'verbatim', format: reply.format, value: bytesJson(reply.bytes) };
    case 'integer': {
      const value = Number(reply.digits);
      return { type: 'integer', value: Number.isSafeInteger(value) ? value : reply.digits };
    }
    case 'double': {
      const value = Number(reply.digits);
      return { type: 'double', value: Number.isFinite(value) ? value : reply.digits };
    }
    case 'big-number':
      return { type: 'big-number', value: reply.digits };
    case 'boolean':
      return { type: 'boolean', value: reply.value };
    case 'null':
      return { type: 'null', value: null };
    case 'array':
    case 'set':
    case 'push':
      return { type: reply.type, value: reply.items.map(replyJson) };
    case 'map':
      return { type: 'map', value: pairs(reply.entries) };
    case 'attributed':
      return { type: 'attributed', attributes: pairs(reply.attributes), value: replyJson(reply.value) };
  }
}

const pairs = (entries: readonly [Reply, Reply][]): Json =>
  entries.map(([key, value]) => [replyJson(key), replyJson(value)]);

const bytesJson = (bytes: Uint8Array): Json => utf8(bytes) ?? { base64: base64(bytes) };

/** Bytes as base64 (RFC 4648, padded). */
export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192)
    text += String.fromCharCode(...bytes.subarray(i, Math.min(bytes.length, i + 8192)));
  return btoa(text);
}
