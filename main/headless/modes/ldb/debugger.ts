/** The debugger's sessions, one after another, and the shell between them, as redis-cli has them. */
import type { NodeAddress } from '../../../../shared/cluster/topology.ts';
import { splitLine } from '../../../../shared/commands/command-line.ts';
import { requestOf, readPrefix } from '../../../../shared/commands/shell-line.ts';
import { formatCli } from '../../../../shared/format/cli.ts';
import { lowerWord, type Reply } from '../../../../shared/resp/resp.ts';
import { BUNDLED_DOCS } from '../../../cluster/commands/bundled-docs.ts';
import {
  beginDebugging,
  endsSession,
  fateOf,
  LostAtStart,
  type Begun,
} from '../../../cluster/debugger/lua-debug.ts';
import { ConnectionError } from '../../../cluster/wire/errors.ts';
import { BAD_ARGUMENTS, BAD_REPEAT } from '../../cli-lines.ts';
import { unreachableText } from '../../errors.ts';
import { isForCluster, type Flags } from '../../flags.ts';
import { runLine } from '../../lines.ts';
import type { Output } from '../../output.ts';
import type { Shell } from '../../shell.ts';
import type { PromptShell } from '../../terminal/typing.ts';
import { ModeEnd } from '../mode-end.ts';
import { ModeNode } from '../mode-node.ts';
import { debugText } from './debug-text.ts';

type Args = readonly Uint8Array[];

export interface DebuggerOptions {
  flags: Flags;
  output: Output;
  node: NodeAddress;
  isSync: boolean;
  inColour: boolean;
  /** For lines outside a session. Its flags are `flags`. */
  shell: Shell;
  /** The EVAL command, read again for each session; null if that fails, which is printed. */
  script(): Promise<Args | null>;
}

const BANNER = `Lua debugging session started, please use:
quit    -- End the session.
restart -- Restart the script in debug mode again.
help    -- Show Lua script debugging commands.

`;

export class Debugger implements PromptShell {
  /** That of redis-cli, once a line has left the shell. */
  exitCode = 0;
  /** Whether a session ended with its connection. */
  isLost = false;
  private readonly options: DebuggerOptions;
  /** The connection of the session; null outside one. */
  private session: ModeNode | null = null;
  private ranInShell = false;

  constructor(options: DebuggerOptions) {
    this.options = options;
  }

  /** False if the script cannot be debugged, which is printed. */
  async start(): Promise<boolean> {
    const { output, flags, inColour } = this.options;
    const node = await this.connect(this.options.node);
    output.text(BANNER);
    const script = await this.options.script();
    if (script === null) return this.leave(1, node);
    const begun = await this.begin(node, script);
    if (begun === null) return this.leave(1, node);
    if (begun.kind === 'refused') {
      if (begun.ended) output.text(debugText(begun.ended, flags.style, inColour));
      return this.refused(node, begun.reason, begun.ended ? 0 : 1);
    }
    output.text(debugText(begun.first, flags.style, inColour));
    this.session = begun.transport;
    return true;
  }

  /** Null if the connection is lost, which is printed with the fate of the script. */
  private async begin(opened: ModeNode, script: Args): Promise<Begun<ModeNode> | null> {
    const { flags, isSync } = this.options;
    try {
      return await beginDebugging({
        node: this.options.node,
        script,
        isSync,
        follows: isForCluster(flags),
        open: (node) => this.connect(node),
        opened,
      });
    } catch (error) {
      if (!(error instanceof LostAtStart) || !(error.cause instanceof ConnectionError)) throw error;
      this.tellLost(error.cause, error.wasSent);
      return null;
    }
  }

  /** Runs a line, one character below 256 a byte. False if it leaves the debugger, for good. */
  async run(line: string): Promise<boolean> {
    const { session } = this;
    const { shell, flags, output } = this.options;
    const split = splitLine(line, (text) => Buffer.from(text, 'latin1'));
    if (split.ok && lowerWord(split.words[0]?.bytes) === 'restart') return this.restart();
    this.ranInShell = session === null;
    if (session === null) return runLine(line, shell, flags, output);
    const code = /^(e|eval) (.*)$/s.exec(line);
    if (code)
      return this.send(
        session,
        [code[1]!, code[2]!].map((word) => Buffer.from(word, 'latin1')),
        1,
      );
    const request = requestOf(split);
    const isHelp = request.kind === 'built-in' && request.name === 'help';
    if (!split.ok || request.kind === 'bad') output.text(BAD_ARGUMENTS);
    else if (request.kind === 'bad-repeat') output.text(BAD_REPEAT);
    else if (request.kind === 'command' || isHelp) {
      const args = split.words.map(({ bytes }) => bytes);
      const { repeat } = readPrefix(args);
      const isRepeated = request.kind === 'command' && request.repeat !== 1;
      return this.send(session, isRepeated ? args.slice(1) : args, repeat);
    } else if (request.kind === 'built-in') {
      if (request.name === 'quit') this.close();
      return runLine(line, shell, flags, output);
    }
    return true;
  }

  get prompt(): string {
    return this.session === null ? this.options.shell.prompt : 'lua debugger> ';
  }

  get isSubscribed(): boolean {
    return this.options.shell.isSubscribed;
  }

  get known(): Shell['known'] {
    return this.options.shell.known;
  }

  get last(): Shell['last'] {
    return this.ranInShell ? this.options.shell.last : null;
  }

  set onPrinted(printed: () => void) {
    this.options.shell.onPrinted = printed;
  }

  /** Nothing is asked of a server for them: a session has its own help. */
  docs: Shell['docs'] = () => Promise.resolve(BUNDLED_DOCS);

  interrupt(): void {
    this.close();
    this.options.shell.interrupt();
  }

  /** Ends the session, if there is one. */
  close(): void {
    this.session?.close();
    this.session = null;
  }

  private async restart(): Promise<boolean> {
    this.close();
    this.options.output.text('\n');
    return this.start();
  }

  private async send(session: ModeNode, args: Args, repeat: number): Promise<boolean> {
    const { output, flags, inColour, isSync, shell } = this.options;
    for (let n = 0; n < repeat; n++) {
      const answer = await this.ask(session, args);
      if (answer === null) {
        this.isLost = true;
        this.close();
        return true;
      }
      const [reply, result] = answer;
      output.text(debugText(reply, flags.style, inColour));
      if (result === null) continue;
      this.close();
      output.text(formatCli(result, { ...flags.style, form: 'standard' }, false));
      const fate = isSync ? '' : ' -- dataset changes rolled back';
      output.text(`\n(Lua debugging session ended${fate})\n\n`);
      await shell.connect();
      break;
    }
    return true;
  }

  /** Throws a ModeEnd. */
  private async connect(node: NodeAddress): Promise<ModeNode> {
    const { flags } = this.options;
    let refusal = '';
    const session = new ModeNode(node, flags, (text) => (refusal = text));
    const error = await session.opened;
    if (error === null && refusal === '') return session;
    session.close();
    throw new ModeEnd(error === null ? refusal : unreachableText(node, error.message));
  }

  /** Null if the connection is lost, which is printed with the fate of the script. */
  private async ask(node: ModeNode, args: Args): Promise<[Reply, Reply | null] | null> {
    try {
      return await node.askTwo(args, endsSession);
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      this.tellLost(error, true);
      return null;
    }
  }

  private tellLost({ message }: ConnectionError, wasSent: boolean): void {
    const isPlain = message === 'the node closed the connection';
    const what = isPlain ? 'Server closed the connection' : message;
    this.options.output.error(`Error: ${what}\n${fateOf(this.options.isSync, wasSent)}\n`);
  }

  private refused(node: ModeNode, reason: Reply, code: number): boolean {
    const { output, flags } = this.options;
    output.text("Eval debugging session can't start:\n");
    output.text(formatCli(reason, { ...flags.style, form: 'standard' }, false));
    return this.leave(code, node);
  }

  private leave(code: number, node: ModeNode): false {
    node.close();
    this.exitCode = code;
    return false;
  }
}
