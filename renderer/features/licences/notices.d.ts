/** Made by the build: scripts/notices.mjs. */
declare module 'virtual:notices' {
  const notices: readonly { name: string; version: string; licence: string; text: string }[];
  export default notices;
}
