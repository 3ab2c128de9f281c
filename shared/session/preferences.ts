/** What `~/.redisclirc` says. */
export interface Preferences {
  /** Null where nothing is said. */
  hints: boolean | null;
  /** As redis-cli prints them on stdout, without the line end. */
  problems: string[];
}
