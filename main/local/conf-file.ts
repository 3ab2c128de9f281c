/** A node's conf file: read for the window, and saved so that neither the file nor the running server is left half changed. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { FailureError } from '../../shared/failure.ts';
import { counted } from '../../shared/format/count.ts';
import { changesBetween, confRows, type ConfChange, type Directive } from '../../shared/local/conf.ts';
import { checkConf, reservedChange } from '../../shared/local/conf-check.ts';
import { LONGEST_CONF, type ConfRead, type ConfSaved } from '../../shared/local/conf-read.ts';
import { hideSecrets, restoreSecrets } from '../../shared/local/conf-secrets.ts';
import type { RedisServer } from '../demo/find-redis-server.ts';
import type { NodeClient } from '../demo/node-client.ts';
import { atomicWrite } from '../storage/atomic-write.ts';
import { configOf, directivesOf } from './directives.ts';
import { serverLabel } from './nodes.ts';

/** Characters of a value that are shown. */
const LONGEST_VALUE = 2000;

export interface ConfNode {
  file: string;
  server: RedisServer;
  /** Null if the node does not run, or is frozen. */
  client: NodeClient | null;
}

/** Rejects with a FailureError if the file cannot be read. */
export async function readConf({ file, server, client }: ConfNode): Promise<ConfRead> {
  const [text, directives, running] = await Promise.all([
    readText(file),
    directivesOf(server).catch(() => []),
    client ? configOf(client).catch(() => null) : null,
  ]);
  return {
    text: hideSecrets(text),
    stamp: stampOf(text),
    running: running && Object.entries(running).map(([name, value]) => [name, value.slice(0, LONGEST_VALUE)]),
    directives,
    server: serverLabel(server),
  };
}

/**
 * Saves the edited text. If CONFIG SET can make every change, it does, and then CONFIG REWRITE: the server takes the file as its
 * own. Otherwise the server gets the changes it can take, and the file the others, for its next start. A server that refuses a
 * value leaves both as they were. Comments stay: should a rewrite lose one, the file is written back as edited. Rejects with a
 * FailureError.
 */
export async function saveConf(node: ConfNode, edited: string, stamp: string): Promise<ConfSaved> {
  const { file, client } = node;
  const before = await readText(file);
  if (stampOf(before) !== stamp)
    throw refused(
      'The conf file has changed on disk since it was opened.',
      'Open it again; copy your changes first.',
    );
  const after = restoreSecrets(edited, before);
  if (after === null)
    throw refused('A hidden password stands where it does not belong.', 'Put the line back as it was.');
  const known = await directivesOf(node.server).catch(() => []);
  judge(before, after, known);
  const directives = mapOf(known);
  const changes = changesBetween(before, after, directives);
  const live = client ? changes.filter(({ by }) => by === 'set') : [];
  const undo = client && live.length > 0 ? await setAll(client, live, directives) : null;
  try {
    await atomicWrite(file, after);
  } catch (error) {
    await undo?.();
    throw refused(`The conf file could not be written: ${wordsOf(error)}.`, 'Nothing was changed.');
  }
  const isRewritten = client !== null && live.length > 0 && (await rewrite(client, file, after, directives));
  return { changes, isRewritten, conf: await readConf(node) };
}

function judge(before: string, after: string, known: readonly Directive[]): void {
  const reserved = reservedChange(before, after);
  if (reserved !== null) throw refused(reserved, 'Put it back as it was.');
  const [first, ...others] = checkConf(after, mapOf(known));
  if (!first) return;
  const more =
    others.length > 0
      ? ` There ${others.length === 1 ? 'is' : 'are'} ${counted(others.length, 'more problem')}.`
      : '';
  throw refused(`Line ${first.line}: ${first.message}${more}`, 'With it the server would not start.');
}

/** Returns what sets the old values again. Rejects, with the old values in force, if the server refuses one. */
async function setAll(
  client: NodeClient,
  live: readonly ConfChange[],
  directives: ReadonlyMap<string, Directive>,
): Promise<() => Promise<void>> {
  const old = await configOf(client);
  const done: string[] = [];
  const undo = async () => {
    for (const name of done)
      await client.ask(['CONFIG', 'SET', name, old[name] ?? '']).catch(() => undefined);
  };
  for (const { name, to } of live) {
    try {
      await client.ask(['CONFIG', 'SET', name, to ?? directives.get(name)?.initial ?? '']);
      done.push(name);
    } catch (error) {
      await undo();
      throw refused(
        `The server refuses ${name}: ${wordsOf(error).slice(0, 300)}`,
        'Neither the server nor the file was changed.',
      );
    }
  }
  return undo;
}

/** Not if the file says something for the next start: the server would write over it what runs now. */
async function rewrite(
  client: NodeClient,
  file: string,
  text: string,
  directives: ReadonlyMap<string, Directive>,
): Promise<boolean> {
  const running = new Map(Object.entries(await configOf(client)));
  if (confRows(text, running, directives).some(({ isPending }) => isPending)) return false;
  try {
    await client.text('CONFIG REWRITE');
  } catch {
    return false; // what was edited is in the file already
  }
  const kept = new Set((await readText(file)).split('\n'));
  const comments = text.split('\n').filter((line) => line.trimStart().startsWith('#'));
  if (comments.every((line) => kept.has(line))) return true;
  await atomicWrite(file, text);
  return false;
}

async function readText(file: string): Promise<string> {
  try {
    if ((await stat(file)).size > LONGEST_CONF) throw new Error('it is larger than 512 kB');
    return await readFile(file, 'utf8');
  } catch (error) {
    throw refused(`The conf file cannot be read: ${wordsOf(error)}.`, '');
  }
}

const mapOf = (known: readonly Directive[]) => new Map(known.map((one) => [one.name, one]));
const stampOf = (text: string) => createHash('sha256').update(text).digest('hex');
const refused = (message: string, advice: string) => new FailureError('refused', message, advice);
const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
