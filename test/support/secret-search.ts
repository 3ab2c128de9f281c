/** Looks for a secret where it must not be: in files, and in the memory of the window. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ElectronApplication } from '@playwright/test';

/** As it is, and as programs write it down by mistake. */
function formsOf(secret: string): Buffer[] {
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
  ];
  return [...new Set(texts)].map((text) => Buffer.from(text)).concat(Buffer.from(secret, 'utf16le'));
}

/** Every file below the directory that holds the secret. */
export async function filesWith(directory: string, secret: string): Promise<string[]> {
  const forms = formsOf(secret);
  const files = await readdir(directory, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const file of files.filter((one) => one.isFile())) {
    const place = path.join(file.path, file.name);
    const content = await readFile(place);
    if (forms.some((form) => content.includes(form))) found.push(place);
  }
  return found;
}

/** All strings that the first window's JavaScript holds, after its garbage has been collected: a snapshot of its heap. */
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
