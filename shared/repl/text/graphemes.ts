/** Boundaries between the characters a person sees, found without looking at the whole text. */

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Longest stretch looked back over for a place that is certainly a boundary. */
const LOOK_BACK = 1024;

/** Characters that never join another one of these: ASCII, Latin, Cyrillic, kana, ideographs, whole Hangul syllables. */
const isPlain = (code: number) =>
  (code >= 0x20 && code <= 0x7e) ||
  (code >= 0xc0 && code <= 0x2ff) ||
  (code >= 0x400 && code <= 0x47f) ||
  (code >= 0x3041 && code <= 0x3096) ||
  (code >= 0x30a1 && code <= 0x30fa) ||
  (code >= 0x4e00 && code <= 0x9fff) ||
  (code >= 0xac00 && code <= 0xd7a3);

const plainAt = (text: string, index: number) => isPlain(text.charCodeAt(index));
const plainOrEdge = (text: string, index: number) =>
  index < 0 || index >= text.length || plainAt(text, index);

/** A boundary at or before `index`: between two plain characters there always is one. */
function certainBoundary(text: string, index: number): number {
  const lowest = Math.max(0, index - LOOK_BACK);
  let i = index;
  while (i > lowest && !(plainAt(text, i) && plainAt(text, i - 1))) i--;
  return i;
}

/** The first boundary after `index`; the text's length at the end. */
export function nextBoundary(text: string, index: number): number {
  if (index >= text.length) return text.length;
  if (plainOrEdge(text, index - 1) && plainAt(text, index) && plainOrEdge(text, index + 1)) return index + 1;
  const start = certainBoundary(text, index);
  for (let size = index - start + 64; ; size *= 2) {
    const end = Math.min(text.length, start + size);
    for (const { index: at, segment } of segmenter.segment(text.slice(start, end))) {
      const boundary = start + at + segment.length;
      // A character at the cut may go on behind it, and half a surrogate pair says nothing.
      if (boundary > index && (boundary < end - 1 || end === text.length)) return boundary;
    }
  }
}

/** The last boundary before `index`; 0 at the start. */
export function previousBoundary(text: string, index: number): number {
  if (index <= 0) return 0;
  if (plainOrEdge(text, index - 1) && plainOrEdge(text, index - 2)) return index - 1;
  const start = certainBoundary(text, index - 1);
  let boundary = start;
  for (const { index: at } of segmenter.segment(text.slice(start, Math.min(text.length, index + 2)))) {
    if (start + at >= index) break;
    boundary = start + at;
  }
  return boundary;
}

/** The last boundary at or before `index`. */
export const boundaryAt = (text: string, index: number): number =>
  index <= 0 || index >= text.length
    ? Math.min(Math.max(index, 0), text.length)
    : previousBoundary(text, index + 1);
