/** Pictures as files: a PNG of at most 256 colours for each theme, and an animation. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { ROOT } from '../prepare.mjs';
import { nextFrame } from './window.mjs';

export const FOLDER = path.join(ROOT, 'docs', 'pictures');
const THEMES = ['dark', 'light'];

const say = (name, { size, width, height }) =>
  console.log(`${name} ${width}x${height} ${Math.ceil(size / 1024)} KB`);

/** Runs in the page. The map's canvas is painted again with the next report of the nodes, two seconds later at most. */
function mapHasTheme(theme) {
  const canvas = document.querySelector('#slot-map');
  if (!canvas) return true;
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const isLight = data.reduce((sum, part) => sum + part, 0) / data.length > 128;
  return isLight === (theme === 'light');
}

async function showTheme(page, theme) {
  await page.emulateMedia({ colorScheme: theme });
  await page.locator(`html[data-theme="${theme}"]`).waitFor({ state: 'attached' });
  await page.waitForFunction(mapHasTheme, theme);
  await nextFrame(page);
}

const pngOf = async (page) => sharp(await page.screenshot()).png({ palette: true, effort: 10, quality: 90 });

/** Writes docs/design/NAME.png of the page as it is. */
export async function saveDrawing(page, name) {
  const picture = await pngOf(page);
  say(`docs/design/${name}.png`, await picture.toFile(path.join(ROOT, 'docs', 'design', `${name}.png`)));
}

/** Writes NAME-dark.png and NAME-light.png of the window as it is. Its theme has to follow the system. */
export async function savePictures(page, name) {
  await mkdir(FOLDER, { recursive: true });
  for (const theme of THEMES) {
    await showTheme(page, theme);
    const picture = await pngOf(page);
    say(
      `docs/pictures/${name}-${theme}.png`,
      await picture.toFile(path.join(FOLDER, `${name}-${theme}.png`)),
    );
  }
  await showTheme(page, THEMES[0]);
}

/**
 * Writes an animated WebP.
 * @param {{ picture: Buffer, milliseconds: number }[]} frames all of one size
 */
export async function saveFilm(frames, name) {
  await mkdir(FOLDER, { recursive: true });
  const film = sharp(
    frames.map(({ picture }) => picture),
    { join: { animated: true } },
  ).webp({
    loop: 0,
    delay: frames.map(({ milliseconds }) => milliseconds),
    quality: 85,
    effort: 6,
    minSize: true,
  });
  say(`docs/pictures/${name}.webp`, await film.toFile(path.join(FOLDER, `${name}.webp`)));
}
