/** The command without a window: redis-cli's arguments, stdin and stdout, over the same session as a window's shell. */
import { isatty } from 'node:tty';
import { version } from '../package.json';
import { formatCli } from '../shared/format/cli.ts';
import { escapeForLine } from '../shared/format/escape.ts';
import { lowerWord } from '../shared/resp/resp.ts';
import { readTarget } from '../shared/commands/shell-line.ts';
import { isLateShutdown } from './cluster/wire/late-shutdown.ts';
import { environment, IGNORED_TLS_SETTING } from './connections/environment.ts';
import type { ParsedCluster } from './headless/cluster/arguments.ts';
import { argumentBytes } from './headless/argument-bytes.ts';
import { changesConnection, isStream } from './headless/command-needs.ts';
import { unexpectedText } from './headless/errors.ts';
import { isGuarded, parseFlags, type Flags } from './headless/flags.ts';
import { Outage } from './headless/outage.ts';
import { Output } from './headless/output.ts';
import type { Shell } from './headless/shell.ts';
import { Stdin } from './headless/stdin.ts';
import { Script } from './headless/stream/script.ts';
import { inputMode } from './headless/terminal/mode.ts';
import { isAlone, openWindow } from './headless/open-window.ts';
import { windowArguments, windowBeside } from './headless/window-arguments.ts';
import { hideSecrets } from './connections/hidden-arguments.ts';

// The parts that one command does not need are imported later: loading takes most of its time.
const output = new Output();
const stdin = new Stdin();
const isAttended = isatty(0) && isatty(1);

let changesCluster = false;
// The reader of the output is gone: nobody is left to inform. An operation on a cluster goes on: half of one helps nobody.
output.onClosed(() => changesCluster || process.exit(0));

/** stdout is for JSON: what is asked goes to stderr. */
let isData = false;
let isInteractive = false;
// A shell goes on: it prints what went wrong and runs the next line.
process.on('uncaughtException', (error) => {
  if (isLateShutdown(error)) return;
  output.error(unexpectedText(error));
  if (!isInteractive) process.exit(1);
});

/** Resolves with the exit code. */
async function main(): Promise<number> {
  const argv = process.argv.slice(2);
  const bytes = argumentBytes(argv);
  hideSecrets('slotshell', argv);
  const window = windowBeside(process.execPath, process.platform);
  const forWindow = window && windowArguments(argv, isAlone);
  if (window && forWindow) return openWindow(window, forWindow);
  if (argv.includes('--cluster')) {
    const { parseCluster } = await import('./headless/cluster/arguments.ts');
    const cluster = parseCluster(argv);
    if (cluster !== null) return manage(cluster);
  }
  const parsed = await parseFlags(argv, environment, isatty(1), bytes);
  switch (parsed.kind) {
    case 'usage':
      output.text((await import('./headless/usage.ts')).USAGE);
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
  const { runClusterCommand } = await import('./headless/cluster/cluster-command.ts');
  if ('refused' in cluster) return refuse(escapeForLine(cluster.refused), cluster.isJson === true);
  const parsed = await parseFlags(cluster.rest, environment, isatty(1));
  if (parsed.kind !== 'run') {
    const text = parsed.kind === 'refused' ? parsed.text : (await import('./headless/usage.ts')).USAGE;
    return refuse(text, cluster.options.has('--json'));
  }
  output.error(parsed.flags.warning);
  isData = cluster.options.has('--json');
  await askPassword(parsed.flags);
  return runClusterCommand(cluster, parsed.flags, { output, stdin, secret, environment });
}

async function refuse(text: string, isJson: boolean): Promise<number> {
  output.error(`${text}\n`);
  if (!isJson) return 1;
  const { jsonText } = await import('./headless/cluster/json.ts');
  output.remark(jsonText({ refused: text.split('\n').filter((line) => line !== '') }));
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
  if (flags.mode !== null) {
    const { runMode } = await import('./headless/modes/run-mode.ts');
    return runMode({ flags, request: flags.mode, output, stdin });
  }
  if (flags.hintTest !== null) return (await import('./headless/hint-test.ts')).testHints(flags, output);
  const args = await commandOf(flags);
  if (args === null) return 1;
  isInteractive = args.length === 0;
  const patienceMs = flags.waitMs ?? (isAttended ? Infinity : 0);
  const outage = new Outage(patienceMs, (text) => output.error(text));
  return isInteractive ? runShell(flags, outage) : runOnce(args, flags, outage);
}

/** Those that a session must see before they are sent, or that are about more than one reply. */
const needsSession = (flags: Flags) => flags.annotate || isGuarded(flags);

async function runShell(flags: Flags, outage: Outage): Promise<number> {
  const mode = inputMode(environment, isatty(0));
  if (mode !== 'pipe') {
    const [{ Shell }, { loadPreferences }, { runPrompt }, { runLine }] = await Promise.all([
      import('./headless/shell.ts'),
      import('./connections/redisclirc.ts'),
      import('./headless/terminal/prompt.ts'),
      import('./headless/lines.ts'),
    ]);
    const shell = new Shell(flags, output, outage, true);
    await shell.connect(true);
    const { problems, hints } = await loadPreferences(environment);
    for (const problem of problems) output.text(`${problem}\n`);
    const runText = (text: string) => runLine(text, shell, flags, output);
    await runPrompt({ shell, run: runText, flags, output, environment, mode, hints });
    shell.close();
    return 0;
  }
  let line: string | null = null;
  let node: string | null = null;
  if (!needsSession(flags)) {
    await import('./headless/stream/small-heap.ts');
    const { runPipedLines } = await import('./headless/stream/piped-lines.ts');
    const script = new Script(flags, outage, true);
    const end = await runPipedLines(stdin, script, flags);
    script.close();
    if (end.kind === 'end') return 0;
    ({ line } = end);
    node = script.printer.current;
  }
  const [{ Shell }, { runLines }] = await Promise.all([
    import('./headless/shell.ts'),
    import('./headless/lines.ts'),
  ]);
  const shell = new Shell(flags, output, outage, true, node);
  await shell.connect();
  await showWaiting(shell, flags);
  await runLines(stdin, shell, flags, output, line);
  shell.close();
  return 0;
}

/** While subscribed, redis-cli says so on a terminal. */
async function showWaiting(shell: Shell, { style }: Flags): Promise<void> {
  const isTerminal = process.stdout.isTTY || environment['FAKETTY'] !== undefined;
  if (!isTerminal || style.form === 'raw') return;
  const { WaitingLine } = await import('./headless/terminal/waiting-line.ts');
  const waiting = new WaitingLine(output, /xterm/.test(environment['TERM'] ?? ''));
  shell.onPrinted = () => shell.isSubscribed && waiting.show();
}

/** The command from the arguments, stdin and a file; null if they make none, which is printed. */
async function commandOf(flags: Flags): Promise<Uint8Array[] | null> {
  const args = flags.evalFile === null ? flags.args : await evalOf(flags.evalFile, flags.args);
  if (args === null || flags.stdin === null || args.length === 0) return args;
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

async function evalOf(file: string, args: readonly Uint8Array[]): Promise<Uint8Array[] | null> {
  const { readEval } = await import('./headless/eval-command.ts');
  return readEval(file, args, output);
}

async function runOnce(args: Uint8Array[], flags: Flags, outage: Outage): Promise<number> {
  const name = lowerWord(args[0]);
  if (name === 'help' || name === '?') {
    const { printHelp } = await import('./headless/print-help.ts');
    printHelp(args, output, null);
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
  const isRepeated = flags.repeat !== 1 && changesConnection(command);
  if (target === null && !needsSession(flags) && !isStream(command) && !isRepeated) {
    const script = new Script(flags, outage, false);
    await script.start();
    const code = await script.runOnce(command, flags);
    script.close();
    return code;
  }
  const { Shell } = await import('./headless/shell.ts');
  const shell = new Shell(flags, output, outage, false);
  const code = await shell.runOften(command, target);
  shell.close();
  return code;
}

void main().then((code) => process.exit(code));
