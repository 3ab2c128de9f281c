import { contextBridge, ipcRenderer } from 'electron';
import type { Bridge, CALL_CHANNEL, EVENT_CHANNEL } from '../shared/ipc.ts';

// The names again, checked by their types: importing the values would bring zod into every page load.
const call: typeof CALL_CHANNEL = 'slotshell:call';
const event: typeof EVENT_CHANNEL = 'slotshell:event';

const bridge: Bridge = {
  call: (name, argument) => ipcRenderer.invoke(call, name, argument),
  onEvent: (listener) => {
    ipcRenderer.on(event, (_event, name: string, payload: unknown) => listener(name, payload));
  },
};
contextBridge.exposeInMainWorld('slotshell', bridge);
