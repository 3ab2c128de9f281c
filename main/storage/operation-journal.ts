/** Journals of operations: one file each, of one JSON line a record, only appended to and synced after each record. */
import { mkdir, open, readdir, readFile, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { journalRecordSchema, type JournalRecord } from '../../shared/operations/journal.ts';

const ID = /^[\w-]{1,100}$/;

export const journalDirectory = (environment: Record<string, string | undefined>, home: string): string =>
  path.join(environment.XDG_STATE_HOME || path.join(home, '.local', 'state'), 'slotshell', 'operations');

const fileOf = (directory: string, id: string): string => {
  if (!ID.test(id)) throw new Error('The name of an operation has letters, digits, _ and - only.');
  return path.join(directory, `${id}.jsonl`);
};

export class OperationJournal {
  private readonly handle: FileHandle;

  private constructor(handle: FileHandle) {
    this.handle = handle;
  }

  /** A last line that a crash tore is ended, so that it spoils no record after it. */
  static async open(directory: string, id: string): Promise<OperationJournal> {
    const file = fileOf(directory, id);
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const handle = await open(file, 'a+', 0o600);
    const text = await handle.readFile('utf8');
    if (text !== '' && !text.endsWith('\n')) await handle.appendFile('\n');
    return new OperationJournal(handle);
  }

  async append(record: JournalRecord): Promise<void> {
    await this.handle.appendFile(`${JSON.stringify(record)}\n`);
    await this.handle.sync();
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

export const readJournal = async (directory: string, id: string): Promise<JournalRecord[]> =>
  parseJournal(await readFile(fileOf(directory, id), 'utf8'));

/** Lines that are no records, such as a torn one, are left out. */
export function parseJournal(text: string): JournalRecord[] {
  return text.split('\n').flatMap((line) => {
    try {
      return [journalRecordSchema.parse(JSON.parse(line))];
    } catch {
      return [];
    }
  });
}

/** Names of operations without an end, in order of their names. */
export async function unfinishedJournals(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const ids = names.filter((name) => name.endsWith('.jsonl')).map((name) => name.slice(0, -6));
  const unfinished: string[] = [];
  for (const id of ids.filter((name) => ID.test(name)).sort()) {
    const records = await readJournal(directory, id);
    const last = records.at(-1);
    if (last && last.record !== 'end') unfinished.push(id);
  }
  return unfinished;
}
