/** Runs SCAN (2.8) over one node from the first cursor to the last; the next call is in flight while a page is counted. */
import { argsOf } from '../../../shared/resp/resp.ts';
import type { ScanOptions } from '../../../shared/slots/scan-model.ts';
import { FailureError } from '../../../shared/failure.ts';
import type { NodeConnection } from '../wire/node-connection.ts';
import { isError, joinFrame, type RawReply } from '../wire/raw-reply.ts';
import { readScanReply, walkKeys } from './key-walk.ts';

/** Milliseconds for one call. */
const TIMEOUT_MS = 15_000;

const [SCAN] = argsOf('SCAN') as [Uint8Array];

/** The scan that this node belongs to. */
export interface ScanGate {
  /** Resolves when the scan may go on: at once, or after a pause. False if it is over. */
  mayGoOn(): boolean | Promise<boolean>;
  /** Keys that may still be counted; Infinity without a limit. */
  left(): number;
  onPage(listed: number): void;
}

/** Takes the keys as they are listed, and chooses those that the node is asked about. */
export interface KeyTaker<Chosen> {
  /** False for a key that is not wanted here. The bytes are valid during the call only. */
  add(from: Uint8Array, start: number, end: number): boolean;
  /** Those chosen since the last call. */
  takeChosen(): Chosen;
}

/** Questions about keys, beside the scan. */
export interface KeyQuestions<Chosen> {
  ask(chosen: Chosen): unknown;
  /** Resolves when more may be asked. */
  room(): Promise<void>;
}

export interface NodeScanParts<Chosen> {
  connection: NodeConnection;
  counter: KeyTaker<Chosen>;
  questions: KeyQuestions<Chosen>;
  options: Pick<ScanOptions, 'type' | 'count' | 'pause'> & { match: string | Uint8Array };
  gate: ScanGate;
  /** Aborted when nothing more is to be counted on this node. */
  signal: AbortSignal;
}

/**
 * Resolves with true when all keys are listed, false if it was ended before. Rejects with a ConnectionError, with an Error if
 * the server cannot answer now (LOADING, MASTERDOWN), or with a FailureError if it refuses SCAN or these options.
 */
export async function scanNode<Chosen>(parts: NodeScanParts<Chosen>): Promise<boolean> {
  const { connection, counter, questions, options, gate, signal } = parts;
  const { match, type, count, pause } = options;
  const pattern = typeof match === 'string' ? argsOf(match)[0]! : match;
  const tail = [
    ...(pattern.length === 0 ? [] : [...argsOf('MATCH'), pattern]),
    ...argsOf('COUNT', String(count), ...(type === '' ? [] : ['TYPE', type])),
  ];
  // A cursor is valid for one server process only, because a restart changes the order of keys; hence one socket.
  let link: number | null = null;
  const ask = (cursor: Uint8Array): Promise<RawReply> => {
    const only = link === null ? {} : { link };
    const reply = connection.send([SCAN, cursor, ...tail], { timeout: TIMEOUT_MS, ...only });
    // If the scan ends meanwhile, nothing waits for this reply.
    reply.catch(() => undefined);
    return reply;
  };
  let [cursor] = argsOf('0') as [Uint8Array];
  let coming: Promise<RawReply> | null = null;
  for (;;) {
    if (!(await gate.mayGoOn()) || signal.aborted) return false;
    const reply: RawReply = await (coming ?? ask(cursor));
    if (signal.aborted) return false;
    link ??= connection.linkNumber;
    const frame = joinFrame(reply);
    if (isError(reply)) throw refusal(frame, connection.address);
    const page = readScanReply(frame);
    cursor = page.cursor;
    const last = cursor.length === 1 && cursor[0] === 0x30;
    // Ask only once the samples have room, so that no page waits in memory.
    coming = !last && pause === 0 && (await gate.mayGoOn()) ? ask(cursor) : null;
    let left = gate.left();
    if (left > 0)
      walkKeys(frame, page, (bytes, start, end) => {
        if (counter.add(bytes, start, end)) left--;
        return left > 0;
      });
    void questions.ask(counter.takeChosen());
    gate.onPage(page.keys);
    await questions.room();
    if (last) return true;
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

const PASSING = /^-(LOADING|MASTERDOWN|BUSY|CLUSTERDOWN|TRYAGAIN)/;

function refusal(frame: Uint8Array, node: string): Error {
  const text = Buffer.from(frame.subarray(0, 300)).toString('latin1').trim();
  const message = text.slice(1);
  if (PASSING.test(text)) return new Error(message);
  if (/^-(NOPERM|NOAUTH)/.test(text))
    return new FailureError(
      'refused',
      `${node} refuses SCAN: ${message}`,
      'Allow the user to run SCAN (ACL SETUSER … +scan), or connect as another user.',
    );
  return new FailureError(
    'bad-argument',
    `${node} refuses this SCAN: ${message}`,
    'Check MATCH and TYPE. Servers before 6.0 do not know TYPE.',
  );
}
