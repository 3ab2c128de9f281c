/** The rules for Chinese beside Latin: a space between them, full-width marks in Chinese, and no space beside such a mark. */
import { ARGUMENT } from './message-facts.ts';

const HAN = String.raw`\p{Script=Han}`;
const LATIN = `A-Za-z0-9${ARGUMENT}`;
const WIDE_MARKS = '，。、：；！？（）';

const RULES: readonly [RegExp, string][] = [
  [new RegExp(`[${HAN}][${LATIN}]|[${LATIN}][${HAN}]`, 'u'), 'no space between Chinese and Latin'],
  [
    new RegExp(String.raw`[${HAN}] ?[,.;:!?()"']|[,;:!?)("'] ?[${HAN}]`, 'u'),
    'a half-width mark beside Chinese',
  ],
  [new RegExp(` [${WIDE_MARKS}]|[${WIDE_MARKS}] `, 'u'), 'a space beside a full-width mark'],
  [new RegExp(String.raw`\.\.\.|。。|--(?![a-z])`, 'u'), 'dots or dashes that are no Chinese marks'],
];

/** What breaks a rule in the text: the rule and the place. Empty if nothing does. */
export function chineseProblems(text: string): string[] {
  return RULES.flatMap(([rule, problem]) => {
    const found = rule.exec(text);
    if (!found) return [];
    const around = text.slice(Math.max(0, found.index - 6), found.index + 8);
    return [`${problem}: ${around.replaceAll(ARGUMENT, '{}')}`];
  });
}
