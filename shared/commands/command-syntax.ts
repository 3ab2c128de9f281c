/** Argument specifications as one reads them: `key value [NX|XX] [EX seconds|PX milliseconds]`, as redis-cli 7.4 writes them. */
import type { ArgumentSpec } from './command-docs.ts';

/** The arguments of a command, one after another. */
export const syntaxOf = (specs: readonly ArgumentSpec[]): string => specs.map(specSyntax).join(' ');

/** One argument: brackets around an optional one, `[x ...]` after one that may be given again. */
export function specSyntax(spec: ArgumentSpec): string {
  const whole = joined(tokenOf(spec), bodySyntax(spec), repetition(spec));
  return spec.optional ? `[${whole}]` : whole;
}

/** The word that introduces an argument; an empty one as it must be typed. */
export const tokenOf = ({ token }: ArgumentSpec): string => (token === '' ? '""' : (token ?? ''));

/** What follows the token. */
export function bodySyntax({ type, name, arguments: parts = [] }: ArgumentSpec): string {
  if (type === 'pure-token') return '';
  if (type === 'oneof') return parts.map(specSyntax).join('|');
  return type === 'block' ? syntaxOf(parts) : name || '""';
}

/** `[key ...]`; empty for what may not be given again. */
export function repetition(spec: ArgumentSpec): string {
  if (!spec.multiple) return '';
  return `[${joined(spec.multipleToken ? tokenOf(spec) : '', bodySyntax(spec))} ...]`;
}

/** The parts that are not empty, blanks between them. */
export const joined = (...parts: string[]): string => parts.filter((part) => part !== '').join(' ');
