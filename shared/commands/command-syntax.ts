/** Formats argument specifications as redis-cli 7.4 does: `key value [NX|XX] [EX seconds|PX milliseconds]`. */
import type { ArgumentSpec } from './command-docs.ts';

/** The arguments of a command in a row. */
export const syntaxOf = (specs: readonly ArgumentSpec[]): string => specs.map(specSyntax).join(' ');

/** One argument: brackets around an optional one, `[x ...]` after one that may be repeated. */
export function specSyntax(spec: ArgumentSpec): string {
  const whole = joined(tokenOf(spec), bodySyntax(spec), repetition(spec));
  return spec.optional ? `[${whole}]` : whole;
}

/** The word that introduces an argument; an empty one is shown as `""`. */
export const tokenOf = ({ token }: ArgumentSpec): string => (token === '' ? '""' : (token ?? ''));

/** The part after the token. */
export function bodySyntax({ type, name, arguments: parts = [] }: ArgumentSpec): string {
  if (type === 'pure-token') return '';
  if (type === 'oneof') return parts.map(specSyntax).join('|');
  return type === 'block' ? syntaxOf(parts) : name || '""';
}

/** `[key ...]`; empty for an argument that may not be repeated. */
export function repetition(spec: ArgumentSpec): string {
  if (!spec.multiple) return '';
  return `[${joined(spec.multipleToken ? tokenOf(spec) : '', bodySyntax(spec))} ...]`;
}

/** Joins the non-empty parts with blanks. */
export const joined = (...parts: string[]): string => parts.filter((part) => part !== '').join(' ');
