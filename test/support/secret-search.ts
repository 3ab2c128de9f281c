/** Looks for secrets where they must not be: in texts, in files, in the window's memory, in what main tells it. */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ElectronApplication } from '@playwright/test';

/** Secrets by what they are. */
export type Secrets = { readonly [name: string]: string };

/** As it is, and as programs write it down by mistake. */
export function formsOf(secret: string): Buffer[] {
  const bytes = Buffer.from(secret);
  const base64 = (lead: number) => {
    // What stands before it shifts its digits; the first and the last ones belong to others too.
    const text = Buffer.concat([Buffer.alloc(lead), bytes]).toString('base64');
    return text.slice(lead === 0 ? 0 : 4, -4);
  };
  const texts = [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    bytes.toString('hex'),
    ...[0, 1, 2].map(base64),
    ...[0, 1, 2].map((lead) => base64(lead).replaceAll('+', '-').replaceAll('/', '_')),
  ];
  return [...new Set(texts)].map((text) => Buffer.from(text)).concat(Buffer.from(secret, 'utf16le'));
}

/** The names of those secrets that the text, or the bytes, hold in any form. */
export function foundIn(content: string | Uint8Array, secrets: Secrets): string[] {
  const bytes = Buffer.from(content as string);
  return Object.entries(secrets)
    .filter(([, secret]) => formsOf(secret).some((form) => bytes.includes(form)))
    .map(([name]) => name);
}

/** Every file below the directory that holds one of the secrets: `its path: the secret's name`. */
export async function foundInFiles(directory: string, secrets: Secrets): Promise<string[]> {
  const files = await readdir(directory, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const file of files.filter((one) => one.isFile())) {
    const place = path.join(file.path, file.name);
    const content = await readFile(place);
    found.push(...foundIn(content, secrets).map((name) => `${path.relative(directory, place)}: ${name}`));
  }
  return found;
}

/** For Chromium: a snapshot of the heap has whole strings, and not their first 1,024 characters. */
export const WHOLE_STRINGS = '--js-flags=--heap-snapshot-string-limit=100000000';

/**
 * All strings that the first window's JavaScript holds, in all of its worlds, after its garbage has been collected: a
 * snapshot of its heap. Bytes in typed arrays are not in it.
 */
export async function heapStrings(app: ElectronApplication): Promise<string> {
  return app.evaluate(async ({ BrowserWindow }) => {
    const { debugger: inspector } = BrowserWindow.getAllWindows()[0]!.webContents;
    inspector.attach();
    const chunks: string[] = [];
    inspector.on('message', (_, method, { chunk }: { chunk: string }) => {
      if (method === 'HeapProfiler.addHeapSnapshotChunk') chunks.push(chunk);
    });
    await inspector.sendCommand('HeapProfiler.collectGarbage');
    await inspector.sendCommand('HeapProfiler.takeHeapSnapshot', {
      reportProgress: false,
      captureNumericValue: false,
    });
    inspector.detach();
    const { strings } = JSON.parse(chunks.join('')) as { strings: string[] };
    return strings.join('\n');
  });
}

/**
 * Which of the secrets are anywhere in the memory of the first window's process, garbage and Chromium's own included. Null
 * where the system does not let one look (a user who is not root, as the process is sandboxed).
 */
export async function foundInProcess(app: ElectronApplication, secrets: Secrets): Promise<string[] | null> {
  const pid = await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]!.webContents.getOSProcessId(),
  );
  const needles = Object.entries(secrets).map(
    ([name, secret]) => [name, [Buffer.from(secret), Buffer.from(secret, 'utf16le')]] as const,
  );
  const found = new Set<string>();
  try {
    const memory = openSync(`/proc/${pid}/mem`, 'r');
    try {
      for (const bytes of readMemory(memory, readFileSync(`/proc/${pid}/smaps`, 'latin1')))
        for (const [name, forms] of needles) if (forms.some((form) => bytes.includes(form))) found.add(name);
    } finally {
      closeSync(memory);
    }
  } catch (error) {
    if (['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
  return [...found].sort();
}

const PIECE = 1 << 24;
/** Longer than a secret: one that lies across two pieces is in one of them whole. */
const OVERLAP = 1 << 12;

/** What of a process's memory is there and may be written to, in pieces. */
function* readMemory(memory: number, smaps: string): Generator<Buffer> {
  const buffer = Buffer.alloc(PIECE);
  for (const [, first, last, resident, swapped] of smaps.matchAll(
    /^([0-9a-f]+)-([0-9a-f]+) .w[^]*?^Rss: +(\d+) kB[^]*?^Swap: +(\d+) kB/gm,
  )) {
    if (resident === '0' && swapped === '0') continue;
    const end = BigInt(`0x${last}`);
    for (let at = BigInt(`0x${first}`); at < end; at += BigInt(PIECE - OVERLAP)) {
      const length = Math.min(PIECE, Number(end - at));
      let read = 0;
      try {
        read = readSync(memory, buffer, 0, length, at);
      } catch (error) {
        // Part of it may be out of reach, or gone meanwhile.
        if ((error as NodeJS.ErrnoException).code !== 'EIO') throw error;
      }
      yield buffer.subarray(0, read);
    }
  }
}

/** From now on, everything that main tells its windows, answers and news: gives what it was so far, as one text. */
export async function tapMessages(app: ElectronApplication): Promise<() => Promise<string>> {
  await app.evaluate(({ BrowserWindow, ipcMain }) => {
    const told: string[] = [];
    const textOf = (value: unknown) =>
      JSON.stringify(value, (_, each: unknown) => {
        if (each instanceof Uint8Array) return Buffer.from(each).toString('latin1');
        if (each instanceof Map || each instanceof Set) return [...(each as Set<unknown>)];
        return typeof each === 'bigint' ? String(each) : each;
      });
    for (const { webContents } of BrowserWindow.getAllWindows()) {
      const send = webContents.send.bind(webContents);
      webContents.send = (channel, ...words: unknown[]) => {
        told.push(textOf(words));
        send(channel, ...words);
      };
    }
    type Handler = (...words: unknown[]) => Promise<unknown>;
    const handlers = (ipcMain as unknown as { _invokeHandlers: Map<string, Handler> })._invokeHandlers;
    for (const [channel, handle] of handlers)
      handlers.set(channel, async (...words) => {
        const answer = await handle(...words);
        told.push(textOf(answer) ?? '');
        return answer;
      });
    (globalThis as unknown as { told: string[] }).told = told;
  });
  return () => app.evaluate(() => (globalThis as unknown as { told: string[] }).told.join('\n'));
}
