/** Asks for what a reshard needs, as redis-cli does. Lines are read whole, and the end of input ends it. */
import { escapeForLine } from '../../../shared/format/escape.ts';
import type { ClusterReading } from '../../cluster/operations/reading/cluster-reading.ts';
import { SLOT_COUNT } from '../../../shared/slots/slots.ts';
import { numberIn } from '../../connections/number-in.ts';
import type { Output } from '../output.ts';
import type { Stdin } from '../stdin.ts';
import type { ClusterArguments, OptionName } from './arguments.ts';
import { isKnownPrimary, missingForReshard } from './request.ts';

interface Io {
  output: Output;
  stdin: Stdin;
}

/** Wrong answers in a row after which a prompt is given up: `yes |` never ends. */
const MOST_WRONG = 10;

/** The arguments with the answers in them; null if the input ended, was wrong too often, or no source was given. */
export async function askForReshard(
  given: ClusterArguments,
  reading: ClusterReading,
  io: Io,
): Promise<ClusterArguments | null> {
  const options = new Map<OptionName, readonly string[]>(given.options);
  const { output } = io;
  const missing = missingForReshard(given);
  if (missing.includes('--cluster-slots')) {
    const question = `How many slots do you want to move (from 1 to ${SLOT_COUNT})? `;
    const slots = await ask(io, question, (text) => numberIn(text, { first: 1, last: SLOT_COUNT }) !== null);
    if (slots === null) return null;
    options.set('--cluster-slots', [slots]);
  }
  if (missing.includes('--cluster-to')) {
    const to = await ask(io, 'What is the receiving node ID? ', (text) => isPrimary(reading, text, output));
    if (to === null) return null;
    options.set('--cluster-to', [to]);
  }
  if (missing.includes('--cluster-from')) {
    const from = await askSources(io, reading, options.get('--cluster-to')!.at(-1)!);
    if (from === null) return null;
    options.set('--cluster-from', [from]);
  }
  return { ...given, options };
}

function isPrimary(reading: ClusterReading, id: string, output: Output): boolean {
  if (isKnownPrimary(reading, id.toLowerCase())) return true;
  output.remark(
    `*** The specified node (${escapeForLine(id)}) is not known or not a master, please retry.\n`,
  );
  return false;
}

async function ask(
  { output, stdin }: Io,
  question: string,
  accepts: (text: string) => boolean,
): Promise<string | null> {
  for (let wrong = 0; wrong < MOST_WRONG; wrong++) {
    output.remark(question);
    const line = await stdin.line();
    if (line === null) return null;
    if (accepts(line.trim())) return line.trim();
  }
  return giveUp(output);
}

function giveUp(output: Output): null {
  output.error(`\n*** ${MOST_WRONG} wrong answers, operation aborted.\n`);
  return null;
}

async function askSources(io: Io, reading: ClusterReading, target: string): Promise<string | null> {
  const { output } = io;
  output.remark('Please enter all the source node IDs.\n');
  output.remark("  Type 'all' to use all the nodes as source nodes for the hash slots.\n");
  output.remark("  Type 'done' once you entered all the source nodes IDs.\n");
  const sources: string[] = [];
  for (let wrong = 0; wrong < MOST_WRONG; wrong++) {
    output.remark(`Source node #${sources.length + 1}: `);
    const line = (await io.stdin.line())?.trim();
    if (line === undefined) return null;
    if (line === 'all') return line;
    if (line === 'done') {
      if (sources.length > 0) return sources.join(',');
      output.error('*** No source nodes given, operation aborted.\n');
      return null;
    }
    if (line.toLowerCase() === target.toLowerCase())
      output.remark('*** It is not possible to use the target node as source node.\n');
    else if (isPrimary(reading, line, output)) {
      // A node that is named again brings the end no nearer.
      if (!sources.includes(line)) wrong = -1;
      sources.push(line);
    }
  }
  return giveUp(output);
}
