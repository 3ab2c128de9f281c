/** How far the user has come in the lessons, kept in the user's data directory. */
import path from 'node:path';
import { lessonProgressSchema } from '../../shared/lessons/progress-schema.ts';
import type { LessonProgress } from '../../shared/lessons/lesson.ts';
import { KeptFile, type Format, type Read } from '../storage/kept-file.ts';

const VERSION = 1;
type Kept = LessonProgress | null;

const format: Format<Kept> = {
  title: 'The progress in the lessons',
  empty: null,
  read,
  print: (value) => `${JSON.stringify({ version: VERSION, progress: value }, null, 2)}\n`,
};

function read(bytes: Uint8Array): Read<Kept> {
  try {
    const { version, progress } = JSON.parse(Buffer.from(bytes).toString('utf8')) as Record<string, unknown>;
    if (typeof version !== 'number') return { kind: 'damaged', why: 'it has no version' };
    const parsed = lessonProgressSchema.nullable().safeParse(progress);
    const value = parsed.success ? parsed.data : null;
    if (version > VERSION) return { kind: 'newer', value, version };
    if (!parsed.success) return { kind: 'damaged', why: 'it is not a progress' };
    return { kind: 'good', value, left: [] };
  } catch {
    return { kind: 'damaged', why: 'it is not JSON' };
  }
}

export class LessonProgressFile {
  private readonly kept: KeptFile<Kept>;

  private constructor(kept: KeptFile<Kept>) {
    this.kept = kept;
  }

  /** Never rejects; problems are told in sentences. */
  static async open(directory: string, onProblem: (text: string) => void): Promise<LessonProgressFile> {
    const file = path.join(directory, 'lessons.json');
    return new LessonProgressFile(await KeptFile.open(file, format, onProblem));
  }

  /** Null if the lessons were never begun. */
  get progress(): LessonProgress | null {
    return this.kept.value;
  }

  async keep(progress: LessonProgress): Promise<void> {
    await this.kept.change('progress', () => progress);
  }

  /** Resolves once what was kept is on disk. Never rejects. */
  async flush(): Promise<void> {
    await this.kept.reload();
  }
}
