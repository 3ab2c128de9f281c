/** Which commands open and end a stream, and which channels each node has only a part of. Pure. */
import { latin1, lowerWord } from '../../../shared/resp/resp.ts';

type Args = readonly Uint8Array[];

const NAMES: ReadonlySet<string> = new Set([
  'subscribe',
  'psubscribe',
  'ssubscribe',
  'unsubscribe',
  'punsubscribe',
  'sunsubscribe',
  'monitor',
]);
/** A node's own notifications, which no other node passes on: `__keyspace@0__:*`, `__keyevent@0__:*`. */
const OF_ONE_NODE = /^(__key|\*|__\*)/;

export const isStreamCommand = (args: Args): boolean => NAMES.has(lowerWord(args[0]));

/** Whether these channels are each node's own: then one subscription gets only a part of the messages. */
export const isOfEachNode = (args: Args): boolean =>
  args.slice(1).some((channel) => OF_ONE_NODE.test(latin1(channel, 0, Math.min(channel.length, 16))));
