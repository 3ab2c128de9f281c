/** Texts about the demo cluster. */
export const words = {
  copied: 'Copied, with the password of this demo: paste it into a terminal.',
};
