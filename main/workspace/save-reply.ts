/** Writes a kept reply to a file: a string as its bytes, anything else as redis-cli prints it. */
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { FailureError } from '../../shared/failure.ts';
import type { ReplyStore } from '../cluster/wire/reply-store.ts';
import { replyBytes, replyText } from './reply-text.ts';

/** Rejects with a FailureError if the file cannot be written; what has been written stays. */
export async function saveReply(replies: ReplyStore, id: number, path: string): Promise<void> {
  const { isString } = replies.size(id);
  const file = createWriteStream(path, { mode: 0o600 });
  try {
    await once(file, 'open');
    for await (const piece of isString ? replyBytes(replies, id) : replyText(replies, id))
      if (!file.write(piece)) await once(file, 'drain');
    file.end();
    await finished(file);
  } catch (error) {
    file.destroy();
    if (error instanceof FailureError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new FailureError(
      'bad-argument',
      `The file could not be written: ${reason}`,
      'Choose another place.',
    );
  }
}
