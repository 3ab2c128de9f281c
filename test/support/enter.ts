/** Typing at the app's shell and reading what it answers. */
import type { Page } from '@playwright/test';
import { expect, screenLines, type as typeText } from './app.ts';

/**
 * Types a line, or with none ends the one that stands there; waits until it is answered and the next prompt stands, and gives
 * what was printed between. `secret` ends the line, and is dots in the transcript.
 */
export async function enter(page: Page, line: string, secret = ''): Promise<string> {
  const shown = secret === '' ? line : `${line}••••••`;
  const isIt = (text: string) => text.includes(`> ${shown}`);
  // What stands there is counted before and after.
  const before = line === '' ? 0 : (await screenLines(page)).filter(isIt).length;
  await typeText(page, `${line}${secret}\n`);
  let answer: string[] | null = null;
  const look = async () => {
    const lines = await screenLines(page);
    if (lines.filter(isIt).length <= before) return false;
    const after = lines.slice(lines.findLastIndex(isIt) + 1);
    const prompt = after.findIndex((text) => /^\S+>\s*$/.test(text));
    answer = prompt < 0 ? null : after.slice(0, prompt);
    return answer !== null;
  };
  await expect.poll(look, { message: `an answer to ${line}`, timeout: 20_000 }).toBe(true);
  return answer!.join('\n');
}
