/** Fonts for Chinese characters, which neither of the app's own fonts has. */

/** As a list for `font-family`, from tokens.css: for what takes no style sheet. */
export const chineseFonts = (): string =>
  getComputedStyle(document.documentElement).getPropertyValue('--font-chinese').trim();

const SIZE = 16;

/**
 * True if the computer has a font with Chinese characters. Without one, all of them are drawn as the same box.
 * `document.fonts.check` does not tell: it is true for a font that is not there.
 */
export function hasChineseFont(): boolean {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SIZE;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return true;
  context.font = `${SIZE}px ${chineseFonts()}, sans-serif`;
  context.textBaseline = 'top';
  const drawn = (character: string) => {
    context.clearRect(0, 0, SIZE, SIZE);
    context.fillText(character, 0, 0);
    return context.getImageData(0, 0, SIZE, SIZE).data.join();
  };
  return drawn('槽') !== drawn('片');
}
