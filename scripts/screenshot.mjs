/**
 * `npm run screenshot [SCENE…]`: the pictures of the documents, in docs/pictures, of the built app on real servers. Scenes are
 * named in scripts/screenshots/scenes.mjs; without a name, all of them and the film.
 */
import { openDisplay } from './display.mjs';
import { buildIfStale, giveUp, prepare } from './prepare.mjs';
import { SCENES } from './screenshots/scenes.mjs';
import { openWindow } from './screenshots/window.mjs';

const SIZE = [1360, 850];

const wanted = process.argv.slice(2);
const scenes = SCENES.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const runtime = await prepare({ tests: true }).catch(giveUp);
await buildIfStale().catch(giveUp);
const display = await openDisplay().catch(giveUp);

for (const { name, args, steps, size = SIZE } of scenes) {
  console.log(name);
  const window = await openWindow({ executable: runtime.executable, env: display.env, args, size });
  try {
    for (const step of steps) await step(window);
  } catch (error) {
    await window.page.screenshot({ path: '/tmp/docs-fail.png' });
    throw error;
  } finally {
    await window.close();
  }
}
process.exit();
