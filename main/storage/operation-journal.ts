/** Journals of operations: one file each, of one JSON line a record, only appended to and synced after each record. */
import { constants } from 'node:fs';
import { open, readdir, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { journalRecordSchema, type JournalRecord } from '../../shared/operations/journal.ts';
import { makeDirectory } from './make-directory.ts';

const ID = /^[\w-]{1,100}$/;
const EXTENSION = '.jsonl';

/** Bytes. A move of all slots one by one takes three million. */
const MAX_BYTES = 64 * 2 ** 20;
/** Bytes from the end in which the last record is looked for. */
const TAIL_BYTES = 4096;
/** Bits of a file's mode that let others write to it. */
const OTHERS_WRITE = 0o022;

/** Where a journal is. */
export interface JournalPlace {
  directory: string;
  /** The operation's name. */
  id: string;
}

export interface JournalText {
  records: JournalRecord[];
  /** Lines that are no records, and are left out: a crash tears the last one at most. */
  damaged: number;
}

/** A journal that cannot be used. The message is one sentence for the user. */
export class JournalRefusal extends Error {
  override name = 'JournalRefusal';
}

/** A relative path is ignored, as XDG's specification says: the journal would be found in one directory only. */
export function journalDirectory(environment: Record<string, string | undefined>, home: string): string {
  const { XDG_STATE_HOME: given = '' } = environment;
  const state = path.isAbsolute(given) ? given : path.join(home, '.local', 'state');
  return path.join(state, 'slotshell', 'operations');
}

/** By an operation's name, or by the path of its journal. */
export function journalPlace(directory: string, nameOrFile: string): JournalPlace {
  const isFile = nameOrFile.includes(path.sep) || nameOrFile.endsWith(EXTENSION);
  if (!isFile) return { directory, id: nameOrFile };
  return { directory: path.resolve(path.dirname(nameOrFile)), id: path.basename(nameOrFile, EXTENSION) };
}

export function journalFile({ directory, id }: JournalPlace): string {
  if (!ID.test(id)) throw new JournalRefusal('The name of an operation has letters, digits, _ and - only.');
  return path.join(directory, `${id}${EXTENSION}`);
}

const unwritable = (error: unknown): JournalRefusal =>
  new JournalRefusal(
    `The journal cannot be written: ${error instanceof Error ? error.message : String(error)}.`,
  );

export class OperationJournal {
  private readonly handle: FileHandle;

  private constructor(handle: FileHandle) {
    this.handle = handle;
  }

  /** A last line that a crash tore is ended, so that it spoils no record after it. Rejects with JournalRefusal. */
  static async open(place: JournalPlace): Promise<OperationJournal> {
    const file = journalFile(place);
    // Without a home directory; it would be found in the working directory of today only.
    if (!path.isAbsolute(place.directory))
      throw new JournalRefusal('No home directory is known. Set XDG_STATE_HOME, for the journals.');
    let handle: FileHandle | undefined;
    try {
      await makeDirectory(place.directory);
      handle = await open(file, 'a+', 0o600);
      const { size } = await handle.stat();
      const last = Buffer.alloc(1);
      if (size > 0) await handle.read(last, 0, 1, size - 1);
      if (size > 0 && last.toString() !== '\n') await handle.appendFile('\n');
      return new OperationJournal(handle);
    } catch (error) {
      await handle?.close();
      throw unwritable(error);
    }
  }

  /** Rejects with JournalRefusal if it cannot be written; the record is not in the file then. */
  async append(record: JournalRecord): Promise<void> {
    journalRecordSchema.parse(record);
    const { size } = await this.handle.stat();
    try {
      await this.handle.appendFile(`${JSON.stringify(record)}\n`);
      await this.handle.sync();
    } catch (error) {
      // On a full disk a part of the line is there.
      await this.handle.truncate(size).catch(() => undefined);
      throw unwritable(error);
    }
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

/** Rejects with JournalRefusal for a file that is missing, is not the user's own, or is no journal. */
export async function readJournal(place: JournalPlace): Promise<JournalText> {
  const handle = await openOwn(place);
  try {
    return parseJournal(await handle.readFile('utf8'));
  } finally {
    await handle.close();
  }
}

/** The record that ended the operation; null if there is none at the end of the file. */
export async function endOf(place: JournalPlace): Promise<JournalRecord | null> {
  const handle = await openOwn(place);
  try {
    const { size } = await handle.stat();
    const from = Math.max(0, size - TAIL_BYTES);
    const tail = Buffer.alloc(size - from);
    await handle.read(tail, 0, tail.length, from);
    const line = tail.toString('utf8').trimEnd().split('\n').at(-1)!;
    const [record] = parseJournal(line).records;
    return record?.record === 'end' ? record : null;
  } finally {
    await handle.close();
  }
}

/** Whoever can write a journal decides what a resumed operation does. */
async function openOwn(place: JournalPlace): Promise<FileHandle> {
  const file = journalFile(place);
  let handle: FileHandle;
  try {
    // Opening a FIFO would wait for its writer.
    handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new JournalRefusal(code === 'ENOENT' ? 'There is no such journal.' : `It cannot be read: ${code}.`);
  }
  const stat = await handle.stat();
  const owner = process.getuid?.() ?? stat.uid;
  const problem = !stat.isFile()
    ? 'It is not a file.'
    : stat.size > MAX_BYTES
      ? 'It is larger than any journal.'
      : stat.uid !== owner
        ? 'It belongs to another user.'
        : (stat.mode & OTHERS_WRITE) !== 0 && process.platform !== 'win32'
          ? 'Other users can write to it.'
          : null;
  if (problem === null) return handle;
  await handle.close();
  throw new JournalRefusal(problem);
}

export function parseJournal(text: string): JournalText {
  const records: JournalRecord[] = [];
  let damaged = 0;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const record = recordOf(line);
    if (record) records.push(record);
    else damaged++;
  }
  return { records, damaged };
}

function recordOf(line: string): JournalRecord | undefined {
  try {
    return journalRecordSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** Names of all operations, the oldest first: their names begin with the time. Rejects with JournalRefusal. */
export async function journalIds(directory: string): Promise<string[]> {
  if (!path.isAbsolute(directory)) return [];
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw new JournalRefusal(`The journals cannot be listed: ${error.message}.`);
  });
  return names
    .filter((name) => name.endsWith(EXTENSION))
    .map((name) => path.basename(name, EXTENSION))
    .filter((id) => ID.test(id))
    .sort();
}
