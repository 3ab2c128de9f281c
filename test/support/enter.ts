/** Typing at the app's shell and reading what it answers. */
import type { Page } from '@playwright/test';
import { expect, screenLines, type as typeText } from './app.ts';

/**
 * Types a line, waits until it is answered and the next prompt stands, and gives what was printed between. `secret` ends the
 * line, and is dots in the transcript.
 */
export async function enter(page: Page, line: string, secret = ''): Promise<string> {
  await typeText(page, `${line}${secret}\n`);
  const shown = secret === '' ? line : `${line}••••••`;
  let answer: string[] | null = null;
  const look = async () => {
    const lines = await screenLines(page);
    const after = lines.slice(lines.findLastIndex((text) => text.includes(`> ${shown}`)) + 1);
    const prompt = after.findIndex((text) => /^\S+>\s*$/.test(text));
    answer = prompt < 0 ? null : after.slice(0, prompt);
    return answer !== null;
  };
  await expect.poll(look, { message: `an answer to ${line}`, timeout: 20_000 }).toBe(true);
  return answer!.join('\n');
}
