/** Locks down pages: a page needs nothing from outside the program, so a hole in it leads nowhere. */
import type { Session, WebContents } from 'electron';
import { DEV_SERVER } from './app-scheme.ts';

export function lockDown(contents: WebContents): void {
  closeSession(contents.session);
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  // WebRTC opens sockets without asking for a permission: UDP is off, and TCP goes to the proxy of closeSession.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** No permission, no device, no download, no network. */
function closeSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setSpellCheckerEnabled(false);
  session.on('will-download', (event) => event.preventDefault());
  if (DEV_SERVER !== undefined) return;
  // Our own scheme serves the page. Everything else, including WebRTC's TURN over TCP, goes to a proxy that does not exist.
  void session.setProxy({
    mode: 'fixed_servers',
    proxyRules: 'socks5://127.0.0.1:0',
    proxyBypassRules: '<-loopback>',
  });
  const outside = { urls: ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'file://*/*'] };
  session.webRequest.onBeforeRequest(outside, (_details, answer) => answer({ cancel: true }));
}
