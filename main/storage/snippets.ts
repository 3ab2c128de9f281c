/** Lines to be put into the prompt, of one connection or of all, kept in the user's data directory. */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import { LONGEST_SNIPPET, snippetName, type Snippet } from '../../shared/commands/snippet.ts';
import { KeptFile, type Format, type Read } from './kept-file.ts';

const VERSION = 1;
/** Snippets of all connections together. */
export const MOST_SNIPPETS = 2000;

const keptSchema = z.object({
  id: z.uuid(),
  name: z.string().max(200),
  line: z
    .string()
    .min(1)
    .max(LONGEST_SNIPPET)
    .regex(/^[^\r\n]*$/),
  /** As the history's key of a connection; null for all of them. */
  connection: z.string().min(1).max(1000).nullable(),
});
type Kept = z.infer<typeof keptSchema>;

const fileSchema = z.object({ version: z.int().min(1), snippets: z.array(z.unknown()).max(MOST_SNIPPETS) });

const FORMAT: Format<readonly Kept[]> = {
  title: 'The snippets',
  empty: [],
  read,
  print: (snippets) => `${JSON.stringify({ version: VERSION, snippets }, null, 2)}\n`,
};

function read(bytes: Uint8Array): Read<readonly Kept[]> {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return { kind: 'damaged', why: 'it is not JSON' };
  }
  const file = fileSchema.safeParse(json);
  if (!file.success) return { kind: 'damaged', why: 'it does not hold snippets, or too many' };
  const { version, snippets } = file.data;
  const value = snippets.flatMap((one) => {
    const kept = keptSchema.safeParse(one);
    return kept.success ? [kept.data] : [];
  });
  if (version > VERSION) return { kind: 'newer', value, version };
  const lost = snippets.length - value.length;
  return { kind: 'good', value, left: lost > 0 ? [`${lost} of the snippets could not be understood.`] : [] };
}

export class SnippetFile {
  private readonly kept: KeptFile<readonly Kept[]>;

  private constructor(kept: KeptFile<readonly Kept[]>) {
    this.kept = kept;
  }

  /** Never rejects; problems are reported in sentences. */
  static async open(directory: string, onProblem: (text: string) => void): Promise<SnippetFile> {
    return new SnippetFile(await KeptFile.open(path.join(directory, 'snippets.json'), FORMAT, onProblem));
  }

  /** Those of a connection, whose key may be empty, and those of all, by name. */
  of(connection: string): Snippet[] {
    return this.kept.value
      .filter((one) => one.connection === null || one.connection === connection)
      .map(({ id, name, line, connection: only }) => ({ id, name, line, isForAll: only === null }))
      .sort((a, b) => snippetName(a).localeCompare(snippetName(b)));
  }

  get count(): number {
    return this.kept.value.length;
  }

  /** Adds it, or replaces the one of the same id. Resolves once that is on disk, or its failure was reported. */
  async keep(id: string | null, snippet: Omit<Kept, 'id'>): Promise<void> {
    const one: Kept = { id: id ?? randomUUID(), ...snippet };
    await this.kept.change(one.id, (all) => [...all.filter((other) => other.id !== one.id), one]);
  }

  async delete(id: string): Promise<void> {
    await this.kept.change(id, (all) => all.filter((one) => one.id !== id));
  }

  /** Resolves once what was kept is on disk. Never rejects. */
  async flush(): Promise<void> {
    await this.kept.reload();
  }
}
