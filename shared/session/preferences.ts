/** The preferences in `~/.redisclirc`. */
export interface Preferences {
  /** Null if the file does not say. */
  hints: boolean | null;
  /** As redis-cli prints them on stdout, without the line ends. */
  problems: string[];
}
