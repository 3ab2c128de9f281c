/** Rules of accessibility that a page breaks, as axe finds them. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** One line for each element that breaks a rule: the rule, the element, what is wrong with it. */
/** Contrasts of 7:1, outside of what is drawn in colours of its own. */
export const ENHANCED = {
  run: [
    { exclude: [['.xterm'], ['.monaco-editor']] },
    { runOnly: ['color-contrast-enhanced'], rules: { 'color-contrast-enhanced': { enabled: true } } },
  ],
} as const;

/** `choice`: what axe runs on, and which rules; all if undefined. */
export async function brokenRules(page: Page, choice: { run?: readonly unknown[] } = {}): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source);
  // A colour on its way to another theme is neither.
  await page.evaluate(() =>
    Promise.allSettled(
      document.getAnimations().flatMap((one) => (one instanceof CSSTransition ? one.finished : [])),
    ),
  );
  const given = (choice.run ?? []).map((one) => JSON.stringify(one)).join(', ') || 'document';
  const { violations } = await page.evaluate<AxeResults>(`axe.run(${given})`);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary ?? ''}`),
  );
}
