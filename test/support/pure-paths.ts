/** How long the pure paths of a typed line take, each as a multiple of a fixed loop in the same process. */
import { readCommand, route } from '../../main/cluster/routing/route.ts';
import { describeLine } from '../../renderer/repl/line/hint.ts';
import { promptSpans } from '../../renderer/repl/line/prompt.ts';
import { describeExecution, describeInput } from '../../renderer/repl/transcript/entry.ts';
import { layout } from '../../renderer/repl/transcript/layout.ts';
import { splitLine } from '../../shared/commands/command-line.ts';
import { BUNDLED_COMMANDS } from '../../shared/commands/command-table.ts';
import { formatReply } from '../../shared/format/tty.ts';
import { Reading } from '../../shared/repl/line/reading.ts';
import { argsOf, decode } from '../../shared/resp/resp.ts';
import { clusterContext, execution, nodeAt, wholeReply } from './cluster-fixtures.ts';

const LINE = 'set user:{1000}:profile "Ada \\"Countess\\" Lovelace" EX 3600';
const context = clusterContext();
const args = argsOf('set', 'user:{1000}:profile', 'Ada', 'EX', '3600');
const frame = Buffer.from(`*50\r\n${'$9\r\nvalue-123\r\n:12345\r\n'.repeat(25)}`);
const reply = decode(frame);
const answered = execution({ command: LINE, reply: wholeReply('+OK\r\n') });
const prompt = promptSpans(
  { node: nodeAt(7000), database: 0, connected: true, transaction: '', subscribed: false },
  context.topology,
);

/** Each returns something, so that nothing is left out as useless. */
export const PURE_PATHS = {
  split: () => splitLine(LINE).words.length,
  route: () =>
    route(readCommand(args, BUNDLED_COMMANDS, 'known'), {
      mode: 'direct',
      currentNode: nodeAt(7000),
      owner: () => nodeAt(7001),
      replica: () => null,
    }).node.length,
  hint: () => describeLine(new Reading(LINE), context).kind.length,
  layout: () => {
    const line = new Reading(LINE);
    const pieces = [
      describeInput(prompt, line, context),
      ...describeExecution(line, answered, context).pieces,
    ];
    return layout(pieces, 100).rows;
  },
  format: () => formatReply(reply).length,
  decode: () => decode(frame).type.length,
} as const;

/** The fixed loop: bytes, texts and small objects, as the paths use them. */
function reference(): number {
  const texts: { text: string; sum: number }[] = [];
  for (let i = 0; i < 8; i++) {
    const bytes = new Uint8Array(24);
    for (let k = 0; k < bytes.length; k++) bytes[k] = 97 + ((i * k) % 26);
    let text = '';
    for (let k = 0; k < bytes.length; k++) text += String.fromCharCode(bytes[k]!);
    texts.push({ text, sum: bytes.reduce((sum, byte) => sum + byte, 0) });
  }
  return texts.reduce((sum, one) => sum + one.text.length + one.sum, 0);
}

let sink = 0;

/** Calls of a batch: each takes about as long as the others, and many times the clock's step. */
const CALLS = {
  split: 300,
  route: 1000,
  hint: 80,
  layout: 25,
  format: 40,
  decode: 150,
  reference: 150,
} as const;
const BATCHES = 12;
const ROUNDS = 4;

/** Milliseconds a call, of the quickest batch: what others on the machine take is left out. */
function quickest(call: () => number, calls: number): number {
  let best = Infinity;
  for (let batch = 0; batch < BATCHES; batch++) {
    const start = performance.now();
    for (let i = 0; i < calls; i++) sink += call();
    best = Math.min(best, performance.now() - start);
  }
  return best / calls;
}

export type PureRatios = { [path in keyof typeof PURE_PATHS]: number };

/** The paths in turns with the loop, so that both see the same machine. */
export function pureRatios(): PureRatios {
  const all = Object.entries({ ...PURE_PATHS, reference }) as [keyof typeof CALLS, () => number][];
  const best: { [name: string]: number } = {};
  for (let round = 0; round < ROUNDS; round++)
    for (const [name, call] of all)
      best[name] = Math.min(best[name] ?? Infinity, quickest(call, CALLS[name]));
  if (Number.isNaN(sink)) throw new Error('nothing was done');
  const ratios = Object.keys(PURE_PATHS).map((name) => [name, best[name]! / best.reference!]);
  return Object.fromEntries(ratios) as PureRatios;
}
