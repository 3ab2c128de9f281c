/** Long inputs that a regular expression, or a loop in a loop, would take minutes for. What is linear takes milliseconds. */
import { expect, test } from 'vitest';
import { readPreferences } from '../../main/connections/redisclirc.ts';
import { parseClusterNodes } from '../../main/cluster/topology/reading.ts';
import { infoFields } from '../../main/cluster/wire/read-reply.ts';
import { readError } from '../../main/cluster/routing/redirect-error.ts';
import { parseTarget } from '../../main/connections/launch-options.ts';
import { importConnections } from '../../main/connections/import.ts';
import { readProfiles } from '../../main/connections/profile-format.ts';
import { suggest } from '../../renderer/editor/completions.ts';
import { tokenizeLine } from '../../renderer/editor/redis-tokens.ts';
import { readPasted } from '../../renderer/features/connections/form/pasted-file.ts';
import { explainCrossSlot } from '../../renderer/repl/transcript/explain-cross-slot.ts';
import { describeLine } from '../../renderer/repl/line/hint.ts';
import { BUNDLED_COMMANDS } from '../../shared/commands/command-table.ts';
import { profileProblems } from '../../shared/connections/profile-problems.ts';
import { newProfile } from '../../shared/connections/new-profile.ts';
import { readScriptCalls } from '../../shared/commands/script-calls.ts';
import { maskLine } from '../../shared/commands/command-secrets.ts';
import { parseShellLine } from '../../shared/commands/shell-line.ts';
import { clusterContext, execution } from '../support/cluster-fixtures.ts';
import { Reading } from '../../shared/repl/line/reading.ts';

const LENGTH = 20_000;
/** Microseconds of processor time. What is quadratic takes 300 milliseconds and more, what is linear 10 at most. */
const MOST = 100_000;

const HEADS = [
  ...['', 'redis://', 'redis://[', '-u redis://u:p@', '127.0.0.1:7000@17000,', 'A="'],
  ...['[{"', '--[', '{a', 'set k '],
];
const UNITS = [
  ...['/', '@', ':', '[', ']', '{', '}', '#', '=', '-', '.', '0', 'a', ' ', '\\', '"', "'", '\n', '\r', '\0'],
  ...['=A', 'A= ', '\\\n', '\\x', '[=', 'a=b ', '-h ', '}{', '0-1 ', '-----BEGIN '],
];

const latin = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));
const PARSERS: { readonly [name: string]: (text: string) => unknown } = {
  importConnections: (text) => importConnections(text),
  parseTarget: async (text) => parseTarget(text, {}),
  readProfiles: (text) => readProfiles(Buffer.from(text)),
  profileProblems: (text) =>
    profileProblems({
      ...newProfile('00000000-0000-4000-8000-000000000000'),
      name: text,
      clientName: text,
      seeds: [text, `${text}:1`],
      nat: [{ announced: text, reached: `${text}:1` }],
    }),
  readPreferences: (text) => readPreferences(Buffer.from(text)),
  readPasted: (text) => readPasted(text, 'certificates'),
  parseClusterNodes: (text) => parseClusterNodes(text, '127.0.0.1:7000'),
  infoFields: (text) => infoFields(text),
  readError: (text) => readError(`MOVED 1 ${text}:7000`, '127.0.0.1:7000'),
  parseShellLine: (text) => parseShellLine(text),
  maskLine: (text) => maskLine(text),
  describeLine: (text) => describeLine(new Reading(text), clusterContext()),
  readScriptCalls: (text) => readScriptCalls(latin(text)),
  tokenizeLine: (text) => tokenizeLine(text, BUNDLED_COMMANDS),
  suggest: (text) => suggest(text, { commands: BUNDLED_COMMANDS }),
  explainCrossSlot: (text) =>
    explainCrossSlot(execution({ keys: [text, `${text}1`].map((key) => ({ key, slot: 0 })) } as never), 'en'),
};

async function timeOf(name: string, text: string): Promise<number> {
  const began = process.cpuUsage();
  try {
    await PARSERS[name]!(text);
  } catch {
    // Refused, and soon.
  }
  return process.cpuUsage(began).user;
}

test.each(Object.keys(PARSERS))('%s takes no more than linear time', async (name) => {
  const slow: string[] = [];
  for (const head of HEADS)
    for (const unit of UNITS) {
      const text = head + unit.repeat(LENGTH / unit.length);
      // Again if it was slow: a pause of the garbage collector counts too.
      if ((await timeOf(name, text)) > MOST && (await timeOf(name, text)) > MOST)
        slow.push(JSON.stringify(head + unit));
    }
  expect(slow).toEqual([]);
});
