/** The Situation page in the app's window, worked by keyboard alone. */
import type { Locator, Page, TestInfo } from '@playwright/test';
import { expect, type Launched } from './app.ts';

export const SLOW = { timeout: 30_000 };
export const situationPage = (page: Page) => page.getByRole('region', { name: 'Situation' });
export const findings = (page: Page) =>
  page.getByRole('list', { name: 'Findings, worst first' }).getByRole('listitem');
export const finding = (page: Page, hasText: string | RegExp) => findings(page).filter({ hasText });
export const situationTab = (page: Page) => page.getByRole('tab', { name: /^Situation/ });
export const operations = (page: Page) => page.locator('.operations');

export const sized = ({ app }: Launched, width: number, height: number) =>
  app.evaluate(({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]!.setContentSize(...size), [
    width,
    height,
  ] as [number, number]);

/** To be looked at: both themes, and small windows. The window is left as it was. */
export async function shoot(launched: Launched, info: TestInfo, name: string): Promise<void> {
  const { page } = launched;
  for (const [theme, width, height] of [
    ['light', 1440, 900],
    ['dark', 1440, 900],
    ['light', 1000, 700],
    ['dark', 1000, 700],
    ['dark', 640, 400],
  ] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await sized(launched, width, height);
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    await expect.poll(() => page.evaluate(() => innerWidth)).toBe(width);
    await page.screenshot({ path: info.outputPath(`${name}-${theme}-${width}.png`) });
  }
  await sized(launched, 1440, 900);
}

/** The key that leads on to a finding; null at it. The findings may be sorted again under whoever goes through them. */
export function stepTo(element: Element): string | null {
  const focused = document.activeElement;
  if (focused === element) return null;
  if (focused?.parentElement !== element.parentElement) return 'Home';
  const isAbove = focused!.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING;
  return isAbove ? 'ArrowUp' : 'ArrowDown';
}

/** One who is woken: what they press is counted. */
export class Woken {
  readonly page: Page;
  private presses = 0;
  private readonly begun = Date.now();

  constructor(page: Page) {
    this.page = page;
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      this.presses++;
      await this.page.keyboard.press(key);
    }
  }

  /** The page, whether or not it has opened by itself. */
  async look(): Promise<void> {
    if ((await situationTab(this.page).getAttribute('aria-selected')) !== 'true')
      await this.press('Control+Shift+A');
    await expect(situationTab(this.page)).toHaveAttribute('aria-selected', 'true');
  }

  /** Goes to the finding by the arrow keys and presses its action. */
  async act(hasText: string | RegExp, key: string): Promise<void> {
    const row = finding(this.page, hasText);
    await expect(row).toHaveCount(1, SLOW);
    for (let step = await row.evaluate(stepTo); step; step = await row.evaluate(stepTo))
      await this.press(step);
    await this.press(key);
  }

  /** The plan that an action has led to is started; resolves with the page shown again, when the operation is done. */
  async carryOut(title: string | RegExp, meanwhile?: () => Promise<void>, focused?: Locator): Promise<void> {
    const { page } = this;
    const start = operations(page).getByRole('button', { name: 'Start…' });
    await expect(page.getByRole('tab', { name: /^Operations/ })).toHaveAttribute('aria-selected', 'true');
    await expect(operations(page)).toContainText(title, SLOW);
    await expect(focused ?? start).toBeFocused(SLOW);
    await this.press('Enter');
    await meanwhile?.();
    await expect(operations(page)).toContainText(/DONE/, SLOW);
    await this.press('Control+Shift+A');
  }

  async calm(): Promise<void> {
    await expect(this.page.getByRole('heading', { name: 'Nothing is wrong' })).toBeVisible({
      timeout: 60_000,
    });
  }

  /** For whoever reads the test's report. */
  note(info: TestInfo, state: string): void {
    const seconds = Math.round((Date.now() - this.begun) / 1000);
    info.annotations.push({ type: state, description: `${this.presses} keys, ${seconds} s` });
    console.log(`${state}: ${this.presses} keys, ${seconds} s`);
  }
}
