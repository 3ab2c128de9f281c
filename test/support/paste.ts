import type { Page } from '@playwright/test';

/** Pastes text into the visible shell, like the system's clipboard. */
export async function paste(page: Page, text: string): Promise<void> {
  await page.locator('.xterm-helper-textarea:visible').focus();
  await page.evaluate((data) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', data);
    document.activeElement!.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    );
  }, text);
}
