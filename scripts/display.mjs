import { spawn } from 'node:child_process';
import { hasDisplay } from './system-packages.mjs';

/**
 * A display for windows: the one that is there, or an Xvfb of our own until `close`.
 * `open`: for every user of this computer.
 * @returns {Promise<{ env: Record<string, string>, close: () => void }>}
 */
export async function openDisplay({ open = false } = {}) {
  if (hasDisplay()) return { env: {}, close: () => {} };
  // -displayfd lets the server pick a free display and say which. Without -noreset it starts over when its last client goes,
  // and turns away who comes meanwhile.
  const server = spawn(
    'Xvfb',
    [
      '-displayfd',
      '3',
      '-noreset',
      '-screen',
      '0',
      '1920x1200x24',
      '-nolisten',
      'tcp',
      ...(open ? ['-ac'] : []),
    ],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    },
  );
  const close = () => server.kill('SIGTERM');
  process.once('exit', close);
  const number = await new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => reject(new Error('Xvfb did not start within 20 seconds.')), 20_000);
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`Xvfb ended at once (${code}).`)));
    server.stdio[3].on('data', (chunk) => {
      text += chunk;
      if (!text.includes('\n')) return;
      clearTimeout(timer);
      resolve(text.trim());
    });
  });
  return { env: { DISPLAY: `:${number}` }, close };
}
