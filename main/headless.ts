/** The command without a window: redis-cli's arguments, stdin and stdout, over the same session as a window's shell. */
import { setTimeout as sleep } from 'node:timers/promises';
import { version } from '../package.json';
import { formatCli } from '../shared/format/cli.ts';
import { escapeForLine } from '../shared/format/escape.ts';
import { helpText } from '../shared/commands/help.ts';
import { latin1, lowerWord } from '../shared/resp/resp.ts';
import { readTarget } from '../shared/commands/shell-line.ts';
import { BUNDLED_DOCS } from './cluster/commands/command-docs.ts';
import { environment, IGNORED_TLS_SETTING } from './connections/environment.ts';
import { parseCluster, type ParsedCluster } from './headless/cluster/arguments.ts';
import { jsonText } from './headless/cluster/json.ts';
import { runClusterCommand } from './headless/cluster/cluster-command.ts';
import { argumentBytes } from './headless/argument-bytes.ts';
import { unexpectedText } from './headless/errors.ts';
import { evalCommand } from './headless/eval-command.ts';
import { parseFlags, type Flags } from './headless/flags.ts';
import { runLines } from './headless/lines.ts';
import { Output } from './headless/output.ts';
import { Shell } from './headless/shell.ts';
import { inputMode } from './headless/terminal/mode.ts';
import { runPrompt } from './headless/terminal/prompt.ts';
import { Stdin } from './headless/stdin.ts';
import { USAGE } from './headless/usage.ts';
import { hideSecrets } from './connections/hidden-arguments.ts';
import { loadPreferences } from './connections/redisclirc.ts';

const output = new Output();
const stdin = new Stdin();

let changesCluster = false;
// The reader of the output is gone: nobody is left to inform. An operation on a cluster goes on: half of one helps nobody.
process.stdout.on('error', () => changesCluster || process.exit(0));
process.stderr.on('error', () => changesCluster || process.exit(1));

/** stdout is for JSON: what is asked goes to stderr. */
let isData = false;
let isInteractive = false;
// A shell goes on: it prints what went wrong and runs the next line.
process.on('uncaughtException', (error) => {
  output.error(unexpectedText(error));
  if (!isInteractive) process.exit(1);
});

/** Resolves with the exit code. */
async function main(): Promise<number> {
  const argv = process.argv.slice(2);
  const bytes = argumentBytes(argv);
  hideSecrets('slotshell', argv);
  const cluster = parseCluster(argv);
  if (cluster !== null) return manage(cluster);
  const parsed = await parseFlags(argv, environment, process.stdout.isTTY, bytes);
  switch (parsed.kind) {
    case 'usage':
      output.text(USAGE);
      return 0;
    case 'version':
      output.text(`slotshell ${version}\n`);
      return 0;
    case 'refused':
      if (parsed.stdout) output.text(`${parsed.text}\n`);
      else output.error(`${parsed.text}\n`);
      return 1;
    case 'run':
      output.error(parsed.flags.warning);
      if (IGNORED_TLS_SETTING) output.error(`${IGNORED_TLS_SETTING}\n`);
      return run(parsed.flags);
  }
}

/** `--cluster`: the other arguments say how to connect. */
async function manage(cluster: ParsedCluster): Promise<number> {
  changesCluster = true;
  if ('refused' in cluster) return refuse(escapeForLine(cluster.refused), cluster.isJson === true);
  const parsed = await parseFlags(cluster.rest, environment, process.stdout.isTTY);
  if (parsed.kind !== 'run')
    return refuse(parsed.kind === 'refused' ? parsed.text : USAGE, cluster.options.has('--json'));
  output.error(parsed.flags.warning);
  isData = cluster.options.has('--json');
  await askPassword(parsed.flags);
  return runClusterCommand(cluster, parsed.flags, { output, stdin, secret, environment });
}

function refuse(text: string, isJson: boolean): number {
  output.error(`${text}\n`);
  if (isJson) output.remark(jsonText({ refused: text.split('\n').filter((line) => line !== '') }));
  return 1;
}

async function askPassword({ askPassword, target }: Flags): Promise<void> {
  if (!askPassword) return;
  target.connection.password = await secret('Please input password: ');
}

/** Without a terminal it is the next line of stdin. */
async function secret(question: string): Promise<string> {
  return process.stdin.isTTY
    ? stdin.secret(question, isData ? process.stderr : process.stdout).catch(() => process.exit(1))
    : Buffer.from((await stdin.line()) ?? '', 'latin1').toString();
}

async function run(flags: Flags): Promise<number> {
  await askPassword(flags);
  const args = await commandOf(flags);
  if (args === null) return 1;
  isInteractive = args.length === 0;
  const shell = new Shell(flags, output, isInteractive);
  try {
    if (args.length > 0) return await runOnce(args, shell, flags);
    await shell.connect();
    const mode = inputMode(environment, process.stdin.isTTY);
    if (mode !== 'pipe') {
      const { problems, hints } = await loadPreferences(environment);
      for (const problem of problems) output.text(`${problem}\n`);
      await runPrompt({ shell, flags, output, environment, mode, hints });
    } else await runLines(stdin, shell, flags, output);
    return 0;
  } finally {
    shell.close();
  }
}

/** The command from the arguments, stdin and a file; null if they make none, which is printed. */
async function commandOf(flags: Flags): Promise<Uint8Array[] | null> {
  let { args } = flags;
  if (flags.evalFile !== null) {
    try {
      args = await evalCommand(flags.evalFile, args);
    } catch (error) {
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      const reason = missing ? 'No such file or directory' : String(error);
      output.error(`Can't open file '${flags.evalFile}': ${reason}\n`);
      return null;
    }
  }
  if (flags.stdin === null || args.length === 0) return args;
  if (flags.stdin === 'last') return [...args, await stdin.all()];
  const { tag } = flags.stdin;
  const at = args.findIndex((word) => Buffer.from(word).equals(Buffer.from(tag)));
  if (at < 0) {
    output.error('Using -X option but stdin tag not match.\n');
    return null;
  }
  const value = await stdin.all();
  return args.map((word, i) => (i === at ? value : word));
}

async function runOnce(args: Uint8Array[], shell: Shell, flags: Flags): Promise<number> {
  const name = lowerWord(args[0]);
  if (name === 'help' || name === '?') {
    const topic = args.slice(1).map((word) => latin1(word));
    output.text(helpText(topic, BUNDLED_DOCS, 'terminal', `slotshell ${version}`));
    return 0;
  }
  // QUIT would only end the connection of this one command.
  if (name === 'quit' && args.length === 1) {
    output.text(formatCli({ type: 'status', bytes: Buffer.from('OK') }, flags.style, false));
    return 0;
  }
  // A target comes before the command, as at the prompt. A repeat count does not: that is -r here.
  const { target, first } = readTarget(args);
  const command = args.slice(first);
  for (let n = 0; flags.repeat < 0 || n < flags.repeat; n++) {
    const ended = await shell.run(command, target);
    if (ended === 'failed' || (ended === 'error' && flags.errorCode)) return 1;
    if (flags.interval > 0) await sleep(flags.interval);
  }
  return 0;
}

void main().then(async (code) => {
  await output.drain();
  process.exit(code);
});
