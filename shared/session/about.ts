/** The versions of the program and of what it runs on. */
export interface AboutFacts {
  version: string;
  /** Short hash of the commit that was built; empty if it is not known. */
  commit: string;
  electron: string;
  chromium: string;
  node: string;
  /** The operating system, its release and the processor. */
  system: string;
}
