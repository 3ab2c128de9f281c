/** The text being typed, made visible: one character for each, so that positions in the line hold in what is shown. */
import type { Mark } from './mark.ts';
import type { Span } from '../text/span.ts';
import { charWidth, grounded } from '../text/width.ts';

const UNSEEN =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function picture(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : '\ufffd';
}

/** As long as `text`, with control, bidirectional and broken characters replaced by ones that can be seen. */
export const visibleText = (text: string): string => text.replace(UNSEEN, picture);

/** Spans of visible text with its marks underlined. A mark never begins between a character and what joins it. */
export function markedSpans(text: string, marks: readonly Mark[]): Span[] {
  const spans: Span[] = [];
  let from = 0;
  const push = (to: number, underline?: number, bold?: boolean) => {
    const end = joinedUpTo(text, to);
    if (end <= from) return;
    const part = text.slice(from, end);
    spans.push({ text: from === 0 ? grounded(part) : part, underline, bold });
    from = end;
  };
  for (const mark of marks) {
    push(mark.start);
    push(mark.end, mark.ink, mark.bold);
  }
  push(text.length);
  return spans;
}

function joinedUpTo(text: string, index: number): number {
  let end = index;
  while (end < text.length) {
    const code = text.codePointAt(end)!;
    if (charWidth(code) !== 0) break;
    end += code > 0xffff ? 2 : 1;
  }
  return end;
}
