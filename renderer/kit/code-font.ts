/** The font of the shell and the editor, for what takes no style sheet. */
import { chineseFonts } from './chinese-font.ts';

/** The app's own. */
export const OWN_FONT = '"JetBrains Mono Variable", "JetBrains Mono"';

/** Fonts for the time before the app's own is loaded, and for what it lacks. */
export const fallbackFonts = (): string =>
  `"SF Mono", "Cascadia Mono", "DejaVu Sans Mono", ${chineseFonts()}, monospace`;

/** A list for `font-family`. `font` is the name that the user has chosen; empty for the app's own. */
export function codeFonts(font: string): string {
  // Of a style sheet's syntax, a quote, a backslash or a line break would end the name.
  const name = font.replaceAll(/["\\]|\p{C}/gu, '').trim();
  return `${name === '' ? '' : `"${name}", `}${OWN_FONT}, ${fallbackFonts()}`;
}
