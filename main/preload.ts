import { contextBridge, ipcRenderer } from 'electron';
import { CALL_CHANNEL, EVENT_CHANNEL } from '../shared/channels.ts';
import type { Bridge } from '../shared/ipc.ts';

const bridge: Bridge = {
  call: (name, argument) => ipcRenderer.invoke(CALL_CHANNEL, name, argument),
  onEvent: (listener) => {
    ipcRenderer.on(EVENT_CHANNEL, (_event, name: string, payload: unknown) => listener(name, payload));
  },
};
contextBridge.exposeInMainWorld('slotshell', bridge);
