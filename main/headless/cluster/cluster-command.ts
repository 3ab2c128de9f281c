/** `slotshell --cluster`: reads the cluster, makes a plan, asks, runs it with a journal, and reports. */
import { lookup } from 'node:dns/promises';
import os from 'node:os';
import { formatCli } from '../../../shared/format/cli.ts';
import { escapeForLine } from '../../../shared/format/escape.ts';
import type { JournalRecord } from '../../../shared/operations/journal.ts';
import type { Plan } from '../../../shared/operations/plan.ts';
import type { OperationReport, Progress } from '../../../shared/operations/progress.ts';
import { findingsOf } from '../../cluster/operations/findings/findings.ts';
import type { ClusterReading } from '../../cluster/operations/reading/cluster-reading.ts';
import { NodeFailure, OperationNodes } from '../../cluster/operations/reading/nodes.ts';
import { readCluster } from '../../cluster/operations/reading/read-cluster.ts';
import type { Control } from '../../cluster/operations/run/context.ts';
import { executors } from '../../cluster/operations/run/executors.ts';
import { foldJournal, type JournalState } from '../../cluster/operations/run/journal.ts';
import { planOperation } from '../../cluster/operations/run/operate.ts';
import { runPlan } from '../../cluster/operations/run/runner.ts';
import { undoPlan } from '../../cluster/operations/run/undo.ts';
import {
  journalDirectory,
  OperationJournal,
  readJournal,
  unfinishedJournals,
} from '../../storage/operation-journal.ts';
import { openBackupFile } from '../../storage/backup-files.ts';
import { unreachableText } from '../errors.ts';
import type { Flags } from '../flags.ts';
import type { Output } from '../output.ts';
import type { Stdin } from '../stdin.ts';
import { clusterHelp, type ClusterArguments } from './arguments.ts';
import { checkLines, findingLines, infoLines, unloadedLines } from './listing.ts';
import { hasColours, painted } from './paint.ts';
import { fixFirst, preambleLines, refusalLines } from './preamble.ts';
import { ProgressLine } from './progress.ts';
import { openingLines, planLines, promptFor, reportLines, stepLine } from './plan-lines.ts';
import { missingForReshard, requestOf, seedOf } from './request.ts';
import { askForReshard } from './reshard-prompts.ts';

interface Io {
  output: Output;
  stdin: Stdin;
  environment: { readonly [name: string]: string | undefined };
}

/** Operations that ask the servers and change no cluster keep no journal. */
const WITHOUT_JOURNAL: readonly Plan['request']['kind'][] = ['call'];

/** Allowed on a read-only connection; a call is the user's own command. */
const CHANGES_NOTHING: readonly Plan['request']['kind'][] = ['call', 'backup'];

const READ_ONLY = '[ERR] The connection is read-only: only check, info and --dry-run are allowed.';

/** Resolves with the exit code. */
export async function runClusterCommand(given: ClusterArguments, flags: Flags, io: Io): Promise<number> {
  const command = new ClusterCommand(given, flags, io);
  try {
    return await command.run();
  } finally {
    command.close();
  }
}

class ClusterCommand {
  private readonly given: ClusterArguments;
  private readonly flags: Flags;
  private readonly io: Io;
  private readonly nodes: OperationNodes;
  private readonly inColour: boolean;
  private readonly progress: ProgressLine;
  private readonly isJson: boolean;
  /** Of the journals. */
  private readonly directory: string;
  private wish: Control['wish'] = 'run';

  constructor(given: ClusterArguments, flags: Flags, io: Io) {
    this.given = given;
    this.flags = flags;
    this.io = io;
    this.nodes = new OperationNodes({ ...flags.target.connection, database: 0 });
    this.isJson = given.options.has('--json');
    this.directory = journalDirectory(io.environment, os.homedir());
    this.inColour = hasColours(io.environment['TERM']);
    this.progress = new ProgressLine({
      write: (text) => io.output.remark(text),
      columns: () => (process.stdout.isTTY ? process.stdout.columns : null),
      now: Date.now,
    });
  }

  close(): void {
    this.nodes.close();
  }

  async run(): Promise<number> {
    const { subcommand } = this.given;
    if (subcommand === 'help') {
      this.io.output.text(clusterHelp());
      return 0;
    }
    if (subcommand === 'resume') return this.resume();
    if (subcommand === 'undo') return this.undo();
    const seed = seedOf(this.given);
    if ('refused' in seed) return this.refuse(seed.refused);
    const reading = seed.seed === null ? null : await this.read(seed.seed);
    if (reading === undefined) return 1;
    if (reading && (subcommand === 'info' || subcommand === 'check')) return this.show(reading);
    return this.operate(reading);
  }

  private print(lines: readonly string[]): void {
    this.progress.clear();
    for (const line of lines) this.io.output.remark(painted(line, this.inColour));
  }

  /** redis-cli prints refusals of its own on stderr, but not those with stars. */
  private refuse(text: string): number {
    if (text.startsWith('***')) this.print([text]);
    else this.io.output.error(`${text}\n`);
    return 1;
  }

  /** Undefined if the node that was named cannot be read, which is printed as redis-cli does. */
  private async read(seed: string): Promise<ClusterReading | undefined> {
    try {
      return await readCluster(this.nodes, seed);
    } catch (error) {
      if (!(error instanceof NodeFailure)) throw error;
      const { kind, says } = error.answer;
      if (kind === 'unreachable') this.io.output.error(unreachableText(seed, says));
      else if (/cluster support disabled/i.test(says))
        this.print([`[ERR] Node ${seed} is not configured as a cluster node.`]);
      else this.print([`[ERR] Node ${seed} ${escapeForLine(says.slice(0, 200))}`]);
      return undefined;
    }
  }

  private show(reading: ClusterReading): number {
    const findings = findingsOf(reading);
    const failed = findings.some(({ severity }) => severity === 'error');
    if (this.isJson) {
      const nodes = reading.nodes.map(
        ({ id, address, role, primaryId, configEpoch, keys, server, trouble, line }) => ({
          ...{ id, address, role, primaryId, configEpoch, keys, server, trouble },
          slots: line.slots,
        }),
      );
      this.io.output.remark(
        `${JSON.stringify({ seed: reading.seed, readAt: reading.readAt, nodes, findings }, null, 2)}\n`,
      );
      return failed ? 1 : 0;
    }
    for (const line of unloadedLines(reading)) this.io.output.error(`${escapeForLine(line)}\n`);
    this.print(infoLines(reading));
    if (this.given.subcommand === 'info') return reading.nodes.some(({ trouble }) => trouble) ? 1 : 0;
    this.print([...checkLines(reading, findings), ...findingLines(findings)]);
    return failed ? 1 : 0;
  }

  private async operate(reading: ClusterReading | null): Promise<number> {
    const { given } = this;
    const findings = reading ? findingsOf(reading) : [];
    if (reading && !this.isJson) this.print(preambleLines(given, reading, findings));
    const asksForReshard = given.subcommand === 'reshard' && missingForReshard(given).length > 0;
    const full = asksForReshard && reading ? await askForReshard(given, reading, this.io) : given;
    if (full === null) return 1;
    const request = requestOf(full, reading);
    if ('refused' in request) return this.refuse(request.refused);
    const plan = await planOperation(request, reading, this.nodes, async (host) =>
      (await lookup(host, { all: true })).map(({ address }) => address),
    );
    if ('refusal' in plan) {
      this.print(refusalLines(request, reading, plan.refusal));
      const last = fixFirst(request, findings);
      // Only that of a rebalance is on stdout.
      if (last !== null && request.kind === 'reshard') this.io.output.error(`${last}\n`);
      else if (last !== null) this.print([last]);
      return 1;
    }
    return this.offer(plan, reading);
  }

  /** Shows the plan, asks, and carries it out. */
  private async offer(plan: Plan, reading: ClusterReading | null): Promise<number> {
    const { options } = this.given;
    const { kind } = plan.request;
    const isSimulated = options.has('--cluster-simulate');
    if (options.has('--dry-run') || isSimulated) {
      if (this.isJson) this.io.output.remark(`${JSON.stringify(plan, null, 2)}\n`);
      else this.print(isSimulated ? openingLines(plan, reading) : planLines(plan));
      return 0;
    }
    if (this.forbids(plan)) return this.refuse(READ_ONLY);
    if (!this.isJson) this.print(openingLines(plan, reading));
    if (plan.steps.length === 0) return 0;
    if (!(await this.confirms(plan))) return kind === 'create' ? 0 : 1;
    return this.carryOut(plan, null);
  }

  private forbids({ request }: Plan): boolean {
    return this.flags.target.readOnly && !CHANGES_NOTHING.includes(request.kind);
  }

  /** The end of input is no. On production the cluster's address is typed. */
  private async confirms(plan: Plan): Promise<boolean> {
    const { environment } = this.flags.target;
    if (environment === 'production' && !CHANGES_NOTHING.includes(plan.request.kind)) {
      this.io.output.remark(`This is production. Type ${plan.cluster} to go on: `);
      return (await this.io.stdin.line())?.trim() === plan.cluster;
    }
    const isYes =
      this.given.options.has('--cluster-yes') || this.io.environment['REDISCLI_CLUSTER_YES'] === '1';
    const prompt = promptFor(plan);
    if (prompt === null || isYes) return true;
    this.io.output.remark(prompt);
    return (await this.io.stdin.line())?.trim() === 'yes';
  }

  /** `done` are the steps of an interrupted run; null for a new one. */
  private async carryOut(
    plan: Plan,
    resumed: { id: string; done: ReadonlySet<number> } | null,
  ): Promise<number> {
    const { kind } = plan.request;
    const id =
      resumed?.id ?? `${new Date().toISOString().replace(/\W/g, '-').slice(0, 23)}-${kind}-${process.pid}`;
    const journal = WITHOUT_JOURNAL.includes(kind) ? null : await OperationJournal.open(this.directory, id);
    const stop = this.watchInterrupts();
    let last = -1;
    try {
      const report = await runPlan(
        plan,
        {
          nodes: this.nodes,
          executors,
          journal: journal ?? { append: () => Promise.resolve() },
          onProgress: (progress) => {
            if (this.isJson) return;
            if (progress.step !== last) this.tell(plan, progress);
            last = progress.step;
            this.progress.tell(progress);
          },
          // The report says what is at both nodes: nothing is overwritten unasked.
          resolveConflict: () => Promise.resolve('stop'),
          openFile: openBackupFile,
          control: this.control(),
          id,
          pid: process.pid,
          reply: (node, reply) => {
            if (!this.isJson) {
              this.io.output.text(`${node}: `);
              this.io.output.text(`${formatCli(reply, this.flags.style, true)}\n`);
            }
          },
        },
        resumed?.done ?? null,
      );
      return this.report(plan, report, id);
    } finally {
      this.progress.clear();
      stop();
      await journal?.close();
    }
  }

  private control(): Control {
    const wish = () => this.wish;
    const rate = Number(this.given.options.get('--rate')?.at(-1)) || null;
    return {
      get wish() {
        return wish();
      },
      rate,
    };
  }

  /** Ctrl+C once pauses at the next boundary, twice stops there and takes nothing up again. */
  private watchInterrupts(): () => void {
    const interrupt = () => {
      const isFirst = this.wish === 'run';
      this.wish = isFirst ? 'pause' : 'stop';
      this.progress.clear();
      this.io.output.error(
        isFirst ? 'Pausing after the step under way; Ctrl+C again stops it.\n' : 'Stopping.\n',
      );
    };
    process.on('SIGINT', interrupt);
    return () => void process.off('SIGINT', interrupt);
  }

  private tell(plan: Plan, { step }: Progress): void {
    const line = stepLine(plan, step);
    if (line !== null) this.print([line]);
  }

  private report(plan: Plan, report: OperationReport, id: string): number {
    if (this.isJson) this.io.output.remark(`${JSON.stringify({ operation: id, plan, report }, null, 2)}\n`);
    else this.print(reportLines(plan, report, id));
    const allOk = report.outcomes.every(({ state }) => state === 'ok' || state === 'skipped');
    return (report.state === 'done' || report.state === 'done-with-remarks') && allOk ? 0 : 1;
  }

  private async resume(): Promise<number> {
    const [id] = this.given.args;
    if (id === undefined) return this.listInterrupted();
    const state = (await this.journalOf(id))?.state;
    if (state?.ended !== null)
      return this.refuse(`[ERR] No interrupted operation has the name ${escapeForLine(id)}.`);
    if (isRunning(state.pid)) return this.refuse(`[ERR] Process ${state.pid} still runs this operation.`);
    if (this.forbids(state.plan)) return this.refuse(READ_ONLY);
    this.print(planLines(state.plan));
    this.print([`${state.stepsDone.size} of ${state.plan.steps.length} steps are done.`]);
    if (!(await this.confirms(state.plan))) return 1;
    return this.carryOut(state.plan, { id, done: state.stepsDone });
  }

  private async listInterrupted(): Promise<number> {
    const unfinished = await unfinishedJournals(this.directory);
    if (unfinished.length === 0) this.print(['[OK] No operation was interrupted.']);
    this.print(
      unfinished.map((name) => `Interrupted: ${name}. Take it up again: slotshell --cluster resume ${name}`),
    );
    return unfinished.length === 0 ? 0 : 1;
  }

  /** Null if there is no such journal, or nothing in it. */
  private async journalOf(id: string): Promise<{ records: JournalRecord[]; state: JournalState } | null> {
    const records = await readJournal(this.directory, id).catch(() => null);
    const state = records && foldJournal(records);
    return records && state ? { records, state } : null;
  }

  private async undo(): Promise<number> {
    const [id = ''] = this.given.args;
    const journal = await this.journalOf(id);
    if (!journal) return this.refuse(`[ERR] No operation has the name ${escapeForLine(id.slice(0, 200))}.`);
    const { records, state } = journal;
    if (state.ended === null && isRunning(state.pid))
      return this.refuse(`[ERR] Process ${state.pid} still runs this operation.`);
    const reading = await this.read(state.plan.cluster);
    if (reading === undefined) return 1;
    const plan = undoPlan(records, reading);
    if (!('refusal' in plan)) return this.offer(plan, reading);
    this.print([`[ERR] ${plan.refusal}`]);
    return 1;
  }
}

function isRunning(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
