/** The animation at the top of the readme: a MOVED, keys of several slots, a hash tag, the slot map, and a primary that dies. */
import { saveFilm } from './files.mjs';
import { fill } from './servers.mjs';
import { enter, nextFrame, stopNode, waitForLine, waitForPrompt } from './window.mjs';

export const FILM_SIZE = [1360, 800];

/** How long frames are shown, in milliseconds. They are not how long the app took. */
const SHOWN = { key: 90, answer: 1900, look: 2600 };
/** A key every so often is enough to see that someone types. */
const KEYS_A_FRAME = 3;

export async function film(window) {
  const { page } = window;
  const frames = [];
  const shoot = async (milliseconds) => {
    await nextFrame(page);
    frames.push({ picture: await page.screenshot(), milliseconds });
  };
  const say = async (line) => {
    let keys = 0;
    await enter(page, line, async (what) => {
      if (what === 'answer') await shoot(SHOWN.answer);
      else if (++keys === line.length) await shoot(SHOWN.key * 7);
      else if (keys % KEYS_A_FRAME === 0) await shoot(SHOWN.key);
    });
  };
  await page.emulateMedia({ colorScheme: 'dark' });
  await waitForPrompt(page, 1);
  await fill(window);
  await page.keyboard.press('Control+L');
  await waitForPrompt(page, 1);
  await shoot(SHOWN.answer / 2);
  await say('set k1 v1');
  await say('mset k1 v1 k2 v2');
  await say('mset k1{customer} v1 k2{customer} v2');
  await page.keyboard.press('Control+Shift+M');
  await page.getByRole('button', { name: 'keys', exact: true }).click();
  await page.getByRole('button', { name: 'Count again' }).waitFor();
  await shoot(SHOWN.look);
  await page.keyboard.press('Control+Shift+S');
  await stopNode(page, ':7001');
  await waitForLine(page, '127.0.0.1:7001 cannot be reached');
  await shoot(SHOWN.answer);
  await waitForLine(page, 'Failover in shard 2');
  await shoot(SHOWN.answer);
  await say('mget k1{customer} k2{customer}');
  await shoot(SHOWN.look);
  await saveFilm(frames, 'slotshell');
}
