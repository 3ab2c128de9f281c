/** Monaco's colours, read from the style sheet's tokens. */
import type { DrawnTheme } from '../kit/theme.ts';
import { monaco } from './monaco.ts';

/** Draws every editor in the theme whose tokens are in force now. */
export function applyEditorTheme(theme: DrawnTheme): void {
  const tokens = getComputedStyle(document.documentElement);
  // A built style sheet has #fff for #ffffff, which Monaco does not take.
  const colour = (name: string) =>
    tokens
      .getPropertyValue(`--${name}`)
      .trim()
      .replace(/^#(.)(.)(.)$/, '#$1$1$2$2$3$3');
  const rule = (token: string, name: string, fontStyle = '') => ({
    token,
    foreground: colour(name).slice(1),
    fontStyle,
  });
  const selection = `${colour('accent')}55`;
  monaco.editor.defineTheme('slotshell', {
    base: theme === 'dark' ? 'vs-dark' : 'vs',
    inherit: false,
    rules: [
      rule('', 'fg'),
      rule('comment', 'fg-3', 'italic'),
      rule('repeat', 'accent'),
      rule('target', 'accent', 'bold'),
      rule('command', 'fg', 'bold'),
      rule('command.unknown', 'danger'),
      rule('key', 'fg'),
      rule('key.tag', 'fg', 'bold'),
      rule('string', 'env-staging'),
      rule('string.escape', 'warn'),
      rule('string.open', 'danger'),
      rule('number', 'warn'),
      rule('keyword', 'accent'),
      rule('delimiter', 'fg-2'),
      rule('operator', 'fg-2'),
    ],
    colors: {
      'editor.background': colour('bg'),
      'editor.foreground': colour('fg'),
      'editor.lineHighlightBackground': colour('bg-panel'),
      'editor.selectionBackground': selection,
      'editor.inactiveSelectionBackground': `${colour('accent')}2a`,
      'editor.findMatchBackground': `${colour('warn')}66`,
      'editor.findMatchHighlightBackground': `${colour('warn')}33`,
      'editorBracketMatch.background': colour('bg-hover'),
      'editorBracketMatch.border': colour('line-strong'),
      'editorCursor.foreground': colour('fg'),
      'editorLineNumber.foreground': colour('fg-3'),
      'editorLineNumber.activeForeground': colour('fg'),
      'editorUnicodeHighlight.border': colour('warn'),
      'editorWidget.background': colour('bg-raised'),
      'editorWidget.foreground': colour('fg'),
      'editorWidget.border': colour('line-strong'),
      'editorSuggestWidget.background': colour('bg-raised'),
      'editorSuggestWidget.border': colour('line-strong'),
      'editorSuggestWidget.foreground': colour('fg'),
      'editorSuggestWidget.highlightForeground': colour('accent'),
      'editorSuggestWidget.focusHighlightForeground': colour('accent'),
      'editorSuggestWidget.selectedBackground': colour('accent-soft'),
      'editorSuggestWidget.selectedForeground': colour('fg'),
      'list.hoverBackground': colour('bg-hover'),
      'input.background': colour('bg'),
      'input.foreground': colour('fg'),
      'input.border': colour('line-strong'),
      'inputOption.activeBackground': colour('accent-soft'),
      'inputOption.activeBorder': colour('accent'),
      'inputOption.activeForeground': colour('fg'),
      'icon.foreground': colour('fg-2'),
      focusBorder: colour('accent'),
      foreground: colour('fg'),
      'scrollbarSlider.background': `${colour('line-strong')}66`,
      'scrollbarSlider.hoverBackground': `${colour('line-strong')}99`,
      'scrollbarSlider.activeBackground': `${colour('line-strong')}cc`,
      'widget.shadow': '#00000055',
    },
  });
  monaco.editor.setTheme('slotshell');
}
