/** Texts shown if the app runs on another Electron than its own. */
export const words = {
  differs: (running: string, wanted: string) => `Electron ${running}, not ${wanted}.`,
  warning: 'It gets no security fixes: for development and tests only.',
};
