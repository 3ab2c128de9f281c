/** Loads the lines that were run on a connection in earlier sessions. */
import type { History } from './history.ts';

export class EarlierLines {
  private readonly history: History;
  private readonly read: () => Promise<string[]>;
  private readonly onFailure: () => void;
  /** The connection whose lines were loaded; null before the first. */
  private connection: string | null = null;

  constructor(history: History, read: () => Promise<string[]>, onFailure: () => void) {
    this.history = history;
    this.read = read;
    this.onFailure = onFailure;
  }

  /** Does nothing for the connection that was loaded last. */
  load(connection: string): void {
    if (this.connection === connection) return;
    // Lines typed before the first connection stay; lines run on another one belong to that one.
    if (this.connection !== null) this.history.clear();
    this.connection = connection;
    this.read().then((lines) => {
      if (this.connection === connection) this.history.load(lines);
    }, this.onFailure);
  }
}
