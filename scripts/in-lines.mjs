/** The text in lines of at most 78 characters, where words allow it; `first` and `next` begin the first and the other lines. */
export function inLines(text, first, next) {
  const lines = [];
  let line = '';
  for (const word of text.split(' ')) {
    const start = lines.length === 0 ? first : next;
    if (line !== '' && start.length + line.length + 1 + word.length > 78) {
      lines.push(start + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, (lines.length === 0 ? first : next) + line].join('\n');
}
