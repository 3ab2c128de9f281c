const two = (n: number) => String(n).padStart(2, '0');

/** `00:00:44`, `27:03:10`: a duration in milliseconds; below zero counts as none. */
export function stopwatch(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
