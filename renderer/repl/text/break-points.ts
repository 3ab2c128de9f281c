/** Where a sentence may be broken into rows: at blanks, and between Chinese or Japanese characters, which have none. */

const IDEOGRAPH = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}`;
/** No row begins with the second kind, and none ends with the first. */
const OPENING = '（“';
const CLOSING = '，。、：；！？）”';

const PART = new RegExp(
  String.raw` +|[${OPENING}]?(?:[${IDEOGRAPH}]\p{M}*|[^ ${OPENING}${CLOSING}${IDEOGRAPH}]+)[${CLOSING}]*|[${OPENING}${CLOSING}]`,
  'gu',
);

/** The text in parts between which it may be broken: blanks, and words and characters with the marks that belong to them. */
export const breakableParts = (text: string): string[] => text.match(PART) ?? [];
