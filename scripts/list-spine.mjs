/**
 * `npm run spine`: the files that hand a typed `get foo` on, direct and warm, from Enter to the socket, as a list for
 * docs/architecture.md. With `--stacks` it prints the stacks as well.
 *
 * A file is on the spine if one of its functions is on V8's stack, async frames included, at one of three places: where the
 * line leaves the window, where it joins its shell's queue in main, and where its bytes are given to the socket. What was
 * called and has returned by then is not: parsing, routing, encoding. The real modules run in one process on a real cluster.
 * A few lines below take Electron's place and join `ipcRenderer.invoke` to `ipcMain.handle`. Two files need a browser and are
 * added by name: renderer/repl/shell.ts (the key event) and renderer/window/shell-hooks.ts (which gives the shell its client).
 */
import { createServer } from 'vite';
import { ROOT } from './prepare.mjs';

const ELECTRON = `
const sender = { mainFrame: { url: 'app://slotshell/index.html' } };
let handler;
export const ipcMain = { handle: (_, given) => (handler = given) };
export const ipcRenderer = {
  invoke: (_, name, argument) => handler({ sender, senderFrame: sender.mainFrame }, name, argument),
  on: () => undefined,
};
export const contextBridge = { exposeInMainWorld: (name, bridge) => (globalThis[name] = bridge) };
export const protocol = {};
`;
const BY_NAME = { shell: 'renderer/repl/shell.ts', hooks: 'renderer/window/shell-hooks.ts' };
const CLIENT = 'renderer/kit/client.ts';

const server = await createServer({
  root: ROOT,
  configFile: false,
  logLevel: 'error',
  appType: 'custom',
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true },
  ssr: { noExternal: ['electron'], external: ['@xterm/headless', 'ioredis', 'zod', 'ssh2'] },
  plugins: [
    {
      name: 'electron-in-one-process',
      enforce: 'pre',
      resolveId: (id) => (id === 'electron' ? '\0electron' : undefined),
      load: (id) => (id === '\0electron' ? ELECTRON : undefined),
    },
  ],
});
try {
  const { takeStacks } = await server.ssrLoadModule('/test/support/spine.ts');
  const stacks = await takeStacks();
  if (process.argv.includes('--stacks')) console.log(stacks);
  const [window, queue, socket] = [stacks.window, stacks.queue, stacks.socket].map(filesOf);
  const files = [
    BY_NAME.shell,
    ...window.filter((file) => file !== CLIENT),
    BY_NAME.hooks,
    ...queue,
    ...socket,
  ];
  console.log([...new Set(files)].map((file, i) => `${i + 1}. [${file}](../${file})`).join('\n'));
} finally {
  await server.close();
}
process.exit(0);

/** Files of a stack trace that are ours and no test's, the outermost first. */
function filesOf(stack) {
  const ours = ['main/', 'renderer/', 'shared/'];
  return stack
    .split('\n')
    .flatMap((line) =>
      line.includes(`${ROOT}/`) ? line.slice(line.indexOf(`${ROOT}/`) + ROOT.length + 1) : [],
    )
    .map((place) => place.split(':')[0])
    .filter((file) => ours.some((folder) => file.startsWith(folder)))
    .reverse();
}
