/** Texts shown after copying or saving the transcript. */
export const words = {
  nothingToCopy: 'There is nothing to copy yet.',
  tooMuch: 'This is too large for the clipboard. Save it to a file instead.',
  copiedAll: 'Copied the transcript.',
  copied: 'Copied.',
  nothingToSave: 'There is nothing to save yet.',
  saved: (path: string) => `Saved to ${path}`,
};
