/** Texts about dropped files. */
export const words = {
  opened: (name: string) =>
    `${name} is in the editor. Nothing of it has run; undo there brings the text before it back.`,
  tooLarge: (name: string) =>
    `${name} is larger than 16 MiB, which is too large to open. Split it into smaller ones.`,
  noText: (name: string) => `${name} is not UTF-8 text, so it was not opened.`,
  unreadable: (name: string) => `${name} could not be read: it may be a folder.`,
  others: (count: number) => `${count} more dropped: one file is opened at a time.`,
};
