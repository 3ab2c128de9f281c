/** The least that a program of Electron can do: a window with the page beside the program's own manifest. */
/* eslint-disable @typescript-eslint/no-require-imports -- the Electron of the tests runs no modules as main */
const { app, BrowserWindow } = require('electron');

app.on('window-all-closed', () => app.quit());
void app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1440, height: 900, webPreferences: { sandbox: true } });
  void window.loadFile(process.env.BARE_PAGE);
});
