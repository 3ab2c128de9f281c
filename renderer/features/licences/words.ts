/** Texts of the list of licences. */
export const licencesWords = {
  title: 'Licences',
  about:
    'Slotshell is free software under the MIT licence. It holds parts of these packages, each under its own licence. Those of Electron and Chromium are in LICENSE.electron.txt and LICENSES.chromium.html beside the program.',
  loading: 'Reading the licences…',
};
