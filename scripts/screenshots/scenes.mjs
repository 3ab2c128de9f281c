/** What the pictures show, and how one gets there. Each scene has a window of its own. */
import path from 'node:path';
import { ROOT } from '../prepare.mjs';
import { saveDrawing, savePictures } from './files.mjs';
import { fill, startEmptyServers } from './servers.mjs';
import { film, FILM_SIZE } from './film.mjs';
import { choose, enter, stopNode, waitForLine, waitForPrompt } from './window.mjs';

/** The story a learner goes through, redirects shown: a MOVED, keys of several slots, hash tags, whose slot, a nested reply. */
const STORY = [
  'set k1 v1',
  'mset k1 v1 k2 v2 k3 v3',
  'mset k1{customer} v1 k2{customer} v2 k3{customer} v3',
  'cluster countkeysinslot 6651',
  'get k1',
  'xrange orders - + count 1',
];
/** Left in the editor, for the hint line. */
const TYPED = 'getex k1{customer} ';
/** Some that share a slot, some that do not. */
const KEYS = [
  '{user:1012}:name',
  '{user:1012}:cart',
  'user:1012:orders',
  'user:2044:orders',
  'foo{}{bar}',
  'foo{bar}{zap}',
];

/** Name, width and height of each drawing. */
const DRAWINGS = [
  ['local-nodes', 900, 760],
  ['create-wizard', 1440, 900],
  ['cluster-settings', 1440, 900],
];

async function shell({ page }) {
  await waitForPrompt(page, 1);
  for (const line of STORY) await enter(page, line);
  await page.keyboard.type(TYPED);
  await savePictures(page, 'shell');
  await page.keyboard.press('Control+U');
}

async function slotMap({ page }) {
  await page.keyboard.press('Control+Shift+M');
  await page.getByRole('button', { name: 'keys', exact: true }).click();
  await page.getByRole('button', { name: 'Count again' }).waitFor();
  const find = page.getByRole('textbox', { name: 'Find a slot, a key or a tag on the map' });
  await find.fill('k1{customer}');
  await find.press('Enter');
  await page.getByRole('complementary', { name: 'Inspector' }).getByText('3 keys').first().waitFor();
  await savePictures(page, 'slot-map');
}

async function hashTags({ page }) {
  await page.keyboard.press('Control+Shift+H');
  await page.keyboard.press('Enter');
  await page.getByRole('grid').getByText('{acme}', { exact: true }).waitFor();
  await page
    .getByRole('region', { name: 'Scan', exact: true })
    .getByText(/Scanned/)
    .first()
    .waitFor();
  await savePictures(page, 'hash-tags');
}

async function keySlots({ page }) {
  await page.keyboard.press('Control+Shift+K');
  await page.getByRole('textbox', { name: /keys/i }).first().fill(KEYS.join('\n'));
  await savePictures(page, 'key-slots');
}

async function plan({ page }) {
  await page.keyboard.press('Control+Shift+G');
  const view = page.getByRole('region', { name: 'Operations', exact: true });
  await view.getByRole('button', { name: /^Move slots/ }).click();
  await page.getByRole('group', { name: 'From' }).getByRole('checkbox').first().check();
  await page.getByRole('group', { name: 'To' }).getByRole('radio').last().check();
  await page.getByLabel('How much').fill('1000');
  await page.keyboard.press('Enter');
  await view.getByRole('heading', { level: 2, name: /PLANNED$/ }).waitFor();
  await page.keyboard.press('c');
  await savePictures(page, 'operation-plan');
}

/** Shard 2 loses its primary, and then the replica that took over: its slots are served by nobody. */
async function situation({ page }) {
  const list = page.getByRole('list', { name: 'Findings, worst first' });
  await page.keyboard.press('Control+Shift+S');
  await stopNode(page, ':7001');
  await waitForLine(page, 'Failover in shard 2');
  await stopNode(page, ':7004');
  await page.keyboard.press('Control+Shift+L');
  await page.keyboard.press('Control+Shift+A');
  await page.getByRole('heading', { name: /slots (are not|is) served/ }).waitFor();
  await list.getByText('Both nodes of shard 2 are down').waitFor();
  await savePictures(page, 'situation');
}

/** A new connection to the same cluster, tested before it is saved. */
async function connection({ app, page }) {
  const [, password] = /=(\S+)/.exec(await app.evaluate(({ clipboard }) => clipboard.readText()));
  await page.keyboard.press('Control+Shift+N');
  await page.getByRole('button', { name: 'New connection' }).first().click();
  const form = page.getByRole('form', { name: /^Connection / });
  await form.getByRole('textbox', { name: 'Name', exact: true }).fill('orders');
  await form.getByRole('textbox', { name: 'Seeds', exact: true }).fill('127.0.0.1:7000, 127.0.0.1:7001');
  await form.getByRole('group', { name: 'Environment' }).getByRole('button', { name: 'production' }).click();
  await form.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  await page.getByText(/^Ran .* in all$/).waitFor();
  await savePictures(page, 'connection');
}

async function settings({ page }) {
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+,');
  await page.getByRole('tab', { name: 'Settings' }).waitFor();
  await savePictures(page, 'settings');
}

/** Lesson 6: MOVED 12706, without -c. */
async function lesson({ page }) {
  const card = page.locator('.walk');
  await card.getByRole('button', { name: /^Lesson 1:/ }).focus();
  for (let at = 2; at <= 6; at++) await page.keyboard.press('ArrowRight');
  await card.getByRole('heading', { name: 'Without -c: MOVED 12706' }).waitFor();
  await card.locator('kbd', { hasText: /^Tab$/ }).first().waitFor();
  await page.keyboard.press('Control+Shift+S');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await card.locator('.item').first().locator('.outcome.seen').waitFor();
  await savePictures(page, 'lesson');
}

async function createWizard({ page }) {
  const servers = await startEmptyServers([
    '127.0.0.1',
    '127.0.0.1',
    '127.0.0.2',
    '127.0.0.2',
    '127.0.0.3',
    '127.0.0.3',
  ]);
  try {
    await choose(page, 'create a cluster');
    await page.getByRole('textbox', { name: 'Addresses of the nodes' }).fill(servers.addresses.join(' '));
    await page.keyboard.press('Control+Enter');
    await page.getByText('All 6 nodes can join.').first().waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('region', { name: 'Anti-affinity' }).waitFor();
    await savePictures(page, 'create-wizard');
  } finally {
    await servers.stop();
  }
}

/** The drawings of docs/design, in a session of their own: the app's own shows no files. */
async function drawings({ app }) {
  for (const [name, width, height] of DRAWINGS) {
    const file = path.join(ROOT, 'docs', 'design', `${name}.html`);
    const opened = app.waitForEvent('window');
    await app.evaluate(
      ({ BrowserWindow }, [place, wide, high]) => {
        const webPreferences = { partition: 'drawings', offscreen: true };
        const window = new BrowserWindow({
          width: wide,
          height: high,
          useContentSize: true,
          show: false,
          webPreferences,
        });
        void window.loadFile(place);
      },
      [file, width, height],
    );
    const page = await opened;
    await page.waitForLoadState('load');
    await page.setViewportSize({ width, height });
    await saveDrawing(page, name);
  }
}

/** @type {{ name: string, args: string[], steps: ((window: object) => Promise<void>)[] }[]} */
export const SCENES = [
  {
    name: 'demo',
    args: ['--demo'],
    steps: [shell, fill, slotMap, hashTags, keySlots, plan, situation, connection, settings],
  },
  { name: 'film', args: ['--demo'], steps: [film], size: FILM_SIZE },
  { name: 'lesson', args: ['--learn'], steps: [lesson] },
  { name: 'create', args: [], steps: [createWizard] },
  { name: 'drawings', args: [], steps: [drawings] },
];
