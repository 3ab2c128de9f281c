import type { ElectronApplication, Page } from '@playwright/test';
import { closeApp, expect, test } from '../support/app.ts';
import type { Bridge } from '../../shared/ipc.ts';

declare global {
  interface Window {
    slotshell: Bridge;
    reached?: boolean;
  }
}

const call = (page: Page, name: unknown, argument?: unknown) =>
  page.evaluate(
    ([name, argument]) => window.slotshell.call(name as string, argument) as Promise<{ ok: boolean }>,
    [name, argument] as const,
  );

test('the page has no Node', async ({ launch }) => {
  const { page } = await launch();
  const found = await page.evaluate(() =>
    ['require', 'process', 'module', 'exports', 'Buffer', 'global', '__dirname', 'electron'].filter(
      (name) => name in window,
    ),
  );
  expect(found).toEqual([]);
});

test('the window runs sandboxed, isolated, and without Node or webviews', async ({ launch }) => {
  const { app } = await launch();
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    // Not in the typings; the values in force, defaults included.
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>;
    };
    const {
      sandbox,
      contextIsolation,
      nodeIntegration,
      nodeIntegrationInWorker,
      nodeIntegrationInSubFrames,
    } = contents.getLastWebPreferences();
    const { webviewTag, webSecurity, allowRunningInsecureContent, experimentalFeatures } =
      contents.getLastWebPreferences();
    return {
      sandbox,
      contextIsolation,
      webSecurity,
      off: [
        nodeIntegration,
        nodeIntegrationInWorker,
        nodeIntegrationInSubFrames,
        webviewTag,
        allowRunningInsecureContent,
        experimentalFeatures,
      ].some(Boolean),
    };
  });
  expect(preferences).toEqual({ sandbox: true, contextIsolation: true, webSecurity: true, off: false });
});

/** How app:// answers each of these: the status with what comes beside it, or the words of the error. */
const answersTo = (app: ElectronApplication, urls: string[]) =>
  app.evaluate(
    ({ net }, urls) =>
      Promise.all(
        urls.map((url) =>
          net.fetch(url).then(
            ({ status, headers }) => ({
              status,
              type: headers.get('content-type'),
              policy: headers.get('content-security-policy') ?? '',
              sniffing: headers.get('x-content-type-options'),
            }),
            (error: Error) => error.message,
          ),
        ),
      ),
    urls,
  );

test('every answer of app:// carries its type and the policy', async ({ launch }) => {
  const { app, page } = await launch();
  expect(page.url()).toBe('app://slotshell/index.html');
  const scripts = await page.evaluate(() => [...document.scripts].map(({ src }) => src));
  const answers = await answersTo(app, ['app://slotshell/index.html', ...scripts]);
  expect(answers).toEqual(
    ['text/html', ...scripts.map(() => 'text/javascript')].map((type) => ({
      status: 200,
      type,
      policy: expect.stringMatching(/^default-src 'none'; script-src 'self'; (?!.*unsafe-eval)/) as unknown,
      sniffing: 'nosniff',
    })),
  );
});

test('app:// serves nothing above its directory, nor of another host, nor what it does not have', async ({
  launch,
}) => {
  const { app } = await launch();
  const urls = [
    'app://slotshell/../main/index.cjs',
    'app://slotshell/%2e%2e/main/index.cjs',
    'app://slotshell/..%2fmain/index.cjs',
    'app://slotshell/..%5cmain%5cindex.cjs',
    'app://slotshell/assets/..%2f..%2fmain%2findex.cjs',
    'app://slotshell/%00',
    'app://slotshell/%ff',
    'app://slotshell/',
    'app://slotshell/assets',
    'app://slotshell/nothing.js',
    'app://elsewhere/index.html',
  ];
  expect(await answersTo(app, urls)).toEqual(urls.map(() => expect.any(String) as unknown));
});

test('an inline script, an event attribute and eval do not run', async ({ launch }) => {
  const { page } = await launch();
  const blocked = await page.evaluate(async () => {
    const violations: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) =>
      violations.push(event.effectiveDirective),
    );
    const script = document.createElement('script');
    script.textContent = 'window.reached = true';
    document.body.append(script);
    const holder = document.createElement('div');
    holder.innerHTML = '<b onclick="window.reached = true">x</b>';
    document.body.append(holder);
    holder.querySelector('b')?.click();
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    script.remove();
    holder.remove();
    return { violations, reached: window.reached ?? false };
  });
  expect(blocked.reached).toBe(false);
  expect(blocked.violations).toContain('script-src-elem');
  expect(blocked.violations).toContain('script-src-attr');
  // In a task of the page's own: an evaluation through the debugger is not under the policy.
  const evalRefused = await page.evaluate(
    () =>
      new Promise((resolve) => {
        setTimeout(() => {
          try {
            resolve(new Function('return false')());
          } catch (error) {
            resolve((error as Error).name);
          }
        });
      }),
  );
  expect(evalRefused).toBe('EvalError');
});

test('the page reaches no network and no file', async ({ launch }) => {
  const { page } = await launch();
  const reached = await page.evaluate(() =>
    Promise.all(
      [
        'https://example.com/',
        'http://127.0.0.1:6379/',
        'file:///etc/hostname',
        'app://slotshell/index.html',
      ].map((url) =>
        fetch(url).then(
          () => url,
          () => null,
        ),
      ),
    ),
  );
  expect(reached).toEqual([null, null, null, null]);
});

test('no second window opens', async ({ launch }) => {
  const { app, page } = await launch();
  const opened = await page.evaluate(() => [
    window.open('https://example.com/'),
    window.open('app://slotshell/index.html'),
    window.open('about:blank'),
  ]);
  expect(opened).toEqual([null, null, null]);
  await page.evaluate(() => {
    const link = Object.assign(document.createElement('a'), {
      href: 'app://slotshell/index.html',
      target: '_blank',
    });
    document.body.append(link);
    link.click();
    link.remove();
  });
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

for (const url of [
  'https://example.com/',
  'data:text/html,gone',
  'file:///etc/hostname',
  'app://slotshell/assets/',
]) {
  test(`the page cannot be led away to ${url}`, async ({ launch }) => {
    const { app, page } = await launch();
    await page.evaluate(() => {
      window.reached = true;
    });
    const watch = await app.evaluateHandle(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      const refused = new Promise<boolean>((resolve) => {
        contents?.once('will-navigate', (event) => setImmediate(() => resolve(event.defaultPrevented)));
        // Chromium itself refuses some, before Electron is asked.
        contents?.once('console-message', () => resolve(true));
      });
      return { refused };
    });
    await page.evaluate((url) => {
      location.href = url;
    }, url);
    expect(await watch.evaluate(({ refused }) => refused)).toBe(true);
    expect(page.url()).toBe('app://slotshell/index.html');
    expect(await page.evaluate(() => window.reached)).toBe(true);
  });
}

test('permissions are denied, asked for or looked up', async ({ launch }) => {
  const { page } = await launch();
  const states = await page.evaluate(async () => {
    const names = ['notifications', 'geolocation', 'clipboard-read', 'midi'] as PermissionName[];
    const looked = await Promise.all(
      names.map(async (name) => (await navigator.permissions.query({ name })).state),
    );
    return [
      ...looked,
      await Notification.requestPermission(),
      await navigator.mediaDevices.getUserMedia({ audio: true }).then(
        () => 'granted',
        () => 'denied',
      ),
      await navigator.clipboard.readText().then(
        () => 'granted',
        () => 'denied',
      ),
    ];
  });
  expect(states).toEqual(states.map(() => 'denied'));
});

test('a download is refused', async ({ launch }) => {
  const { app, page } = await launch();
  const watch = await app.evaluateHandle(({ session }) => ({
    refused: new Promise<boolean>((resolve) => {
      session.defaultSession.once('will-download', (event) =>
        setImmediate(() => resolve(event.defaultPrevented)),
      );
    }),
  }));
  await page.evaluate(() => {
    const href = URL.createObjectURL(new Blob(['x']));
    const link = Object.assign(document.createElement('a'), { href, download: 'x.txt' });
    document.body.append(link);
    link.click();
    link.remove();
  });
  expect(await watch.evaluate(({ refused }) => refused)).toBe(true);
});

test('the bridge is two functions', async ({ launch }) => {
  const { page } = await launch();
  const bridge = await page.evaluate(() =>
    Object.entries(window.slotshell).map(([name, value]) => `${name}: ${typeof value}`),
  );
  expect(bridge.sort()).toEqual(['call: function', 'onEvent: function']);
});

test('a call with an unknown name or a wrong argument returns a failure', async ({ launch }) => {
  const { page } = await launch();
  const refused = { ok: false, failure: { code: 'bad-argument' } };
  for (const name of [
    'nothing',
    '__proto__',
    'constructor',
    'toString',
    '',
    7,
    null,
    undefined,
    { a: 1 },
    [],
  ]) {
    expect(await call(page, name), String(name)).toMatchObject(refused);
  }
  for (const [name, argument] of [
    ['execute', undefined],
    ['execute', { line: 7 }],
    ['slotDetail', { slot: 16384, limit: 10 }],
    ['slotDetail', { slot: -1, limit: 10 }],
    ['stopDemoNode', { port: 0 }],
    ['saveSettings', { theme: 'pink' }],
    ['boot', { extra: true }],
  ] as const) {
    expect(await call(page, name, argument), name).toMatchObject(refused);
  }
});

test('a frame inside the page gets no bridge of its own', async ({ launch }) => {
  const { page } = await launch();
  const bridges = await page.evaluate(
    () =>
      new Promise((resolve) => {
        const frame = document.createElement('iframe');
        frame.onload = () => {
          resolve(typeof (frame.contentWindow as Window | null)?.slotshell);
          frame.remove();
        };
        frame.srcdoc = '<p>frame</p>';
        document.body.append(frame);
      }),
  );
  expect(bridges).toBe('undefined');
});

test('another window with the same preload and page is not answered', async ({ launch }) => {
  const { app } = await launch();
  const answer = await app.evaluate(async ({ app, BrowserWindow }) => {
    const preload = `${app.getAppPath()}/out/preload/preload.cjs`;
    const other = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
    await other.loadURL('app://slotshell/index.html');
    const result = await other.webContents.executeJavaScript("window.slotshell.call('pasteText')");
    other.destroy();
    return result as unknown;
  });
  expect(answer).toMatchObject({ ok: false, failure: { code: 'refused' } });
});

test('a page that crashes is loaded again, but not if it crashes again at once', async ({ launch }) => {
  const { app } = await launch();
  const reloaded = await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]!.webContents;
    const crash = () =>
      new Promise<boolean>((resolve) => {
        contents.once('render-process-gone', () => setImmediate(() => resolve(contents.isLoading())));
        contents.forcefullyCrashRenderer();
      });
    const loaded = new Promise<void>((resolve) => contents.once('did-finish-load', () => resolve()));
    return crash().then(async (first) => {
      await loaded;
      return [first, await crash()];
    });
  });
  expect(reloaded).toEqual([true, false]);
});

test('an unexpected error in main is reported, stops nothing, and does not keep the app from quitting', async ({
  launch,
}) => {
  const { app, page } = await launch();
  await app.evaluate(
    () =>
      void setTimeout(() => {
        throw new Error('a slip of ours');
      }),
  );
  await expect(page.getByText('Something unexpected went wrong in Slotshell: a slip of ours')).toBeVisible();
  await page.keyboard.press('F1');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await closeApp(app, { unexpected: true });
});
