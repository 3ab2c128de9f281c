/** Notices when sockets may have died without a word: after sleep, and on another network. */
import { powerMonitor } from 'electron';
import { watchNetwork } from './network-watch.ts';

export function watchForWake(onWake: () => void): void {
  powerMonitor.on('resume', onWake);
  // Windows' modern standby reports no sleep, but unlocking follows it. Waking twice costs a PING for each socket.
  powerMonitor.on('unlock-screen', onWake);
  watchNetwork(onWake);
}
