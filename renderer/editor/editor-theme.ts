/** The look of all editors: Monaco's colours, read from the style sheet's tokens, and the font. */
import { codeFonts } from '../kit/code-font.ts';
import type { EditorLook } from './contract.ts';
import { monaco } from './monaco.ts';

/** Token of the script, token of the style sheet, font style. */
const RULES: readonly (readonly [string, string, string?])[] = [
  ['', 'fg'],
  ['comment', 'fg-3', 'italic'],
  ['repeat', 'accent'],
  ['target', 'accent', 'bold'],
  ['command', 'fg', 'bold'],
  ['command.unknown', 'danger'],
  ['key', 'fg'],
  ['key.tag', 'fg', 'bold'],
  ['string', 'env-staging'],
  ['string.escape', 'warn'],
  ['string.open', 'danger'],
  ['number', 'warn'],
  ['keyword', 'accent'],
  ['delimiter', 'fg-2'],
  ['operator', 'fg-2'],
];

/** Monaco's name, token of the style sheet, opacity in hexadecimal. */
const COLOURS: readonly (readonly [string, string, string?])[] = [
  ['editor.background', 'bg'],
  ['editor.foreground', 'fg'],
  ['editor.lineHighlightBackground', 'bg-panel'],
  ['editor.selectionBackground', 'accent', '55'],
  ['editor.inactiveSelectionBackground', 'accent', '2a'],
  ['editor.findMatchBackground', 'warn', '66'],
  ['editor.findMatchHighlightBackground', 'warn', '33'],
  ['editorBracketMatch.background', 'bg-hover'],
  ['editorBracketMatch.border', 'line-strong'],
  ['editorCursor.foreground', 'fg'],
  ['editorLineNumber.foreground', 'fg-3'],
  ['editorLineNumber.activeForeground', 'fg'],
  ['editorUnicodeHighlight.border', 'warn'],
  ['editorWidget.background', 'bg-raised'],
  ['editorWidget.foreground', 'fg'],
  ['editorWidget.border', 'line-strong'],
  ['editorSuggestWidget.background', 'bg-raised'],
  ['editorSuggestWidget.border', 'line-strong'],
  ['editorSuggestWidget.foreground', 'fg'],
  ['editorSuggestWidget.highlightForeground', 'accent'],
  ['editorSuggestWidget.focusHighlightForeground', 'accent'],
  ['editorSuggestWidget.selectedBackground', 'accent-soft'],
  ['editorSuggestWidget.selectedForeground', 'fg'],
  ['list.hoverBackground', 'bg-hover'],
  ['input.background', 'bg'],
  ['input.foreground', 'fg'],
  ['input.border', 'line-strong'],
  ['inputOption.activeBackground', 'accent-soft'],
  ['inputOption.activeBorder', 'accent'],
  ['inputOption.activeForeground', 'fg'],
  ['icon.foreground', 'fg-2'],
  ['focusBorder', 'accent'],
  ['foreground', 'fg'],
  ['scrollbarSlider.background', 'line-strong', '66'],
  ['scrollbarSlider.hoverBackground', 'line-strong', '99'],
  ['scrollbarSlider.activeBackground', 'line-strong', 'cc'],
];

/** Pixels between a line's height and that of its font. */
const LEADING = 7;

/** Draws every editor in the theme whose tokens are in force now, and in this font. */
export function applyEditorLook({ theme, font, fontSize }: EditorLook): void {
  const tokens = getComputedStyle(document.documentElement);
  // A built style sheet has #fff for #ffffff, which Monaco does not accept.
  const colour = (name: string) =>
    tokens
      .getPropertyValue(`--${name}`)
      .trim()
      .replace(/^#(.)(.)(.)$/, '#$1$1$2$2$3$3');
  monaco.editor.defineTheme('slotshell', {
    base: theme === 'light' ? 'vs' : 'vs-dark',
    inherit: false,
    rules: RULES.map(([token, name, fontStyle = '']) => ({
      token,
      foreground: colour(name).slice(1),
      fontStyle,
    })),
    colors: {
      ...Object.fromEntries(COLOURS.map(([part, name, opacity = '']) => [part, colour(name) + opacity])),
      'widget.shadow': '#00000055',
    },
  });
  monaco.editor.setTheme('slotshell');
  const look = { fontFamily: codeFonts(font), fontSize, lineHeight: fontSize + LEADING };
  document.documentElement.style.setProperty('--code-line', `${look.lineHeight}px`);
  for (const editor of monaco.editor.getEditors()) editor.updateOptions(look);
}
