/** Sizes as people read them. */
const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'];
export function byteSize(bytes: number): string {
  let n = bytes;
  let unit = 0;
  while (n >= 1000 && unit < UNITS.length - 1) {
    n /= 1000;
    unit++;
  }
  return `${unit === 0 ? n : n.toFixed(n < 10 ? 1 : 0)} ${UNITS[unit]}`;
}
