/** A file that is written a moment after what is in it has changed, so that many changes are one write. */
import path from 'node:path';
import { atomicWrite } from './atomic-write.ts';
import { makeDirectory } from './make-directory.ts';

interface Options {
  /** Milliseconds without a change before the file is written. */
  delay?: number;
  onError?: (error: Error) => void;
}

export class LateWrite {
  private readonly file: string;
  private readonly text: () => string;
  private readonly delay: number;
  private readonly onError: (error: Error) => void;
  private timer: NodeJS.Timeout | null = null;
  private writing: Promise<void> = Promise.resolve();
  private written = '';

  /** `text` is called for each write, and returns what the file should hold then. */
  constructor(file: string, text: () => string, { delay = 400, onError }: Options = {}) {
    this.file = file;
    this.text = text;
    this.delay = delay;
    this.onError =
      onError ?? ((error) => console.error(`${path.basename(file)} was not saved: ${error.message}`));
  }

  /** Never rejects: a failure is reported, and the next change writes again. */
  change(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), this.delay);
  }

  /** Writes what is not written yet. */
  flush(): Promise<void> {
    if (this.timer !== null) {
      clearTimeout(this.timer);
      this.timer = null;
      const text = this.text();
      this.writing = this.writing.then(() => this.write(text));
    }
    return this.writing;
  }

  private async write(text: string): Promise<void> {
    if (text === this.written) return;
    try {
      await makeDirectory(path.dirname(this.file));
      // Not worth waiting for the disk: a power failure loses at most the latest change.
      await atomicWrite(this.file, text, { durable: false });
      this.written = text;
    } catch (error) {
      this.onError(error as Error);
    }
  }
}
