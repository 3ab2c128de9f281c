/** The answers that a real codis-proxy (3.2) gave, by the command that was sent: see samples/codis/index.txt. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

const folder = path.join(import.meta.dirname, 'samples/codis');

/** The bytes of one recorded answer; `name` is the file's, without its ending. */
export const codisSample = (name: string): Buffer => readFileSync(path.join(folder, `${name}.resp`));

/** The lines of the index: file, command, size, and the beginning of the answer. */
const lines = readFileSync(path.join(folder, 'index.txt'), 'utf8').split('\n');
const firstFurther = lines.findIndex((line) => line.startsWith('---'));

/**
 * The recorded answers of a proxy that is online, has no password, and whose two groups have no replicas in use: by the
 * command's words, joined by blanks.
 */
export const CODIS_ANSWERS: ReadonlyMap<string, Buffer> = new Map(
  lines.slice(1, firstFurther).flatMap((line) => {
    const [file, command] = line.split(' | ');
    return file?.endsWith('.resp') && command && file !== 'slotshashkey.resp'
      ? [[command, codisSample(file.slice(0, -'.resp'.length))] as const]
      : [];
  }),
);
