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

/** The parameters of SGR that give text a palette index; empty if the terminal has nothing for it. */
export type Palette = (use: 'colour' | 'background' | 'underline', ink: number) => string;

const PARAMETERS = { colour: '38;5;', background: '48;5;', underline: '4;58;5;' };

/** The window's terminal has the indices themselves. */
export const ownPalette: Palette = (use, ink) => PARAMETERS[use] + ink;

/** The escape sequences of spans whose text is safe already. */
export function writeSpans(spans: readonly Span[], palette = ownPalette): string {
  return spans.map((part) => writeSpan(part, palette)).join('');
}

function writeSpan({ text, colour, background, underline, bold }: Span, palette: Palette): string {
  if (!text) return '';
  const parameters = [
    bold ? '1' : '',
    colour === undefined ? '' : palette('colour', colour),
    background === undefined ? '' : palette('background', background),
    underline === undefined ? '' : palette('underline', underline),
  ].filter((part) => part !== '');
  return parameters.length ? `\x1b[${parameters.join(';')}m${text}${RESET}` : text;
}

/** Spans with safe text. */
export const safeSpans = (spans: readonly Span[]): Span[] =>
  spans.map((part) => ({ ...part, text: safeText(part.text) }));

export const spansWidth = (spans: readonly Span[]): number =>
  spans.reduce((sum, part) => sum + textWidth(part.text), 0);
