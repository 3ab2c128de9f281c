/** The least that a program of Electron can do: a window with one line of text. The start and the idle memory are measured beside it. */
/* eslint-disable @typescript-eslint/no-require-imports -- the Electron of the tests runs no modules as main */
const path = require('node:path');
const { app, BrowserWindow } = require('electron');

app.on('window-all-closed', () => app.quit());
void app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1440, height: 900, webPreferences: { sandbox: true } });
  void window.loadFile(path.join(__dirname, 'index.html'));
});
