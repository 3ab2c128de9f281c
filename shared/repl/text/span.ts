/** Styled text, and the escape sequences that write it. Nothing but these sequences ever reaches the terminal. */
import { escapeForLine } from '../../format/escape.ts';
import { grounded, textWidth } from './width.ts';

export interface Span {
  text: string;
  /** Palette indices; the terminal's own colour if absent. */
  colour?: number | undefined;
  background?: number | undefined;
  /** Palette index of the line under the text. */
  underline?: number | undefined;
  bold?: boolean | undefined;
}

export const span = (text: string, colour?: number): Span => ({ text, colour });

const RESET = '\x1b[0m';

/** The span's text with every character that a terminal would obey replaced. */
export const safeText = (text: string): string => grounded(escapeForLine(text));

/** The escape sequences of spans whose text is safe already. */
export function writeSpans(spans: readonly Span[]): string {
  return spans.map(writeSpan).join('');
}

function writeSpan({ text, colour, background, underline, bold }: Span): string {
  if (!text) return '';
  const parameters: (string | number)[] = [];
  if (bold) parameters.push(1);
  if (colour !== undefined) parameters.push(38, 5, colour);
  if (background !== undefined) parameters.push(48, 5, background);
  if (underline !== undefined) parameters.push(4, 58, 5, underline);
  return parameters.length ? `\x1b[${parameters.join(';')}m${text}${RESET}` : text;
}

/** Spans with safe text. */
export const safeSpans = (spans: readonly Span[]): Span[] =>
  spans.map((part) => ({ ...part, text: safeText(part.text) }));

export const spansWidth = (spans: readonly Span[]): number =>
  spans.reduce((sum, part) => sum + textWidth(part.text), 0);
