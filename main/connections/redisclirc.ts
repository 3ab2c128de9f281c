/**
 * The preferences that redis-cli (7.0) reads from `$REDISCLI_RCFILE` or `~/.redisclirc`: lines of `:set hints` and
 * `:set nohints`. It reads them before its first prompt, if stdin is a terminal.
 */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { splitLine } from '../../shared/commands/command-line.ts';
import type { Preferences } from '../../shared/session/preferences.ts';

/** Bytes that are read at most. */
const LONGEST = 1 << 20;
/** redis-cli reads 1,023 bytes at a time: a longer line counts as several. */
const LINE = 1023;
/** Problems that are reported. redis-cli reports all, which does not help if the file is something else. */
const MOST_PROBLEMS = 100;

/** Null if redis-cli reads none: for /dev/null, and without a home directory. */
export function preferencesFile(environment: { readonly [name: string]: string | undefined }): string | null {
  const given = environment['VALKEYCLI_RCFILE'] || environment['REDISCLI_RCFILE'];
  if (given) return given === '/dev/null' ? null : given;
  return environment['HOME'] ? `${environment['HOME']}/.redisclirc` : null;
}

/** A missing or unreadable file counts as empty, as in redis-cli. Never rejects. */
export async function loadPreferences(environment: {
  readonly [name: string]: string | undefined;
}): Promise<Preferences> {
  const file = preferencesFile(environment);
  const bytes = file === null ? null : await readStart(file).catch(() => null);
  return readPreferences(bytes ?? new Uint8Array());
}

async function readStart(file: string): Promise<Uint8Array> {
  // Opening a pipe would wait for its other end.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!(await handle.stat()).isFile()) return new Uint8Array();
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(LONGEST), 0, LONGEST, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Never throws. */
export function readPreferences(bytes: Uint8Array): Preferences {
  const preferences: Preferences = { hints: null, problems: [] };
  const text = Buffer.from(bytes.subarray(0, LONGEST)).toString('latin1');
  for (const [line] of text.matchAll(new RegExp(`[^\\n]{0,${LINE - 1}}\\n|[^\\n]{1,${LINE}}`, 'g'))) {
    // C strings end at a NUL. A line with an open quote is ignored.
    const split = splitLine(line.split('\0', 1)[0]!, latin1);
    if (!split.ok || split.words.length === 0) continue;
    const [command, preference] = split.words.map((word) => Buffer.from(word.bytes).toString());
    if (command!.toLowerCase() !== ':set' || preference === undefined)
      preferences.problems.push(`.redisclirc: unknown redis-cli internal command '${command}'`);
    else if (/^(no)?hints$/i.test(preference)) preferences.hints = preference.toLowerCase() === 'hints';
    else preferences.problems.push(`.redisclirc: unknown redis-cli preference '${preference}'`);
  }
  const { problems } = preferences;
  const more = problems.length - MOST_PROBLEMS;
  if (more > 0) problems.splice(MOST_PROBLEMS, more, `.redisclirc: ${more} more lines are not known`);
  return preferences;
}

const latin1 = (text: string) => Buffer.from(text, 'latin1');
