/** The operations of a window: one plan that can be started, one run at a time, and the journals of this computer. */
import type { Emit } from '../../shared/ipc.ts';
import { FailureError } from '../../shared/failure.ts';
import type { ListedOperations, OperationStatus, PlanAnswer } from '../../shared/operations/operation.ts';
import type { OperationRequest } from '../../shared/operations/request.ts';
import type { Topology } from '../../shared/cluster/topology.ts';
import { CONNECT_TIMEOUT_MS, OperationNodes } from '../cluster/operations/reading/nodes.ts';
import type { PoolSettings } from '../cluster/wire/node-pool.ts';
import { CHANGES_NOTHING } from '../operating/changes-nothing.ts';
import { isUnderWay, placesOf, readOperation, runnerOf } from '../operating/journals.ts';
import { homeDirectory } from '../storage/home-directory.ts';
import { journalDirectory, JournalRefusal } from '../storage/operation-journal.ts';
import { interruptedOperations, type Interrupted } from './interrupted-operations.ts';
import type * as plans from './operation-plans.ts';
import type { Made, Planning, Prepared } from './operation-plans.ts';
import type { OperationRun } from './operation-run.ts';
import { OwnMoves } from './own-moves.ts';

/** The connection that operations use. */
export interface OperationTarget {
  /** Null without a connection. */
  settings: PoolSettings | null;
  seeds: readonly string[];
  topology: Topology | null;
  isReadOnly: boolean;
  productionName: string | null;
}

export interface Login {
  username: string;
  password: string;
}

/** The engine of operations is loaded by the first plan. */
type Plans = typeof plans;

export class Operations {
  private readonly emit: Emit;
  private readonly target: () => OperationTarget;
  private readonly directory = journalDirectory(process.env, homeDirectory());
  private prepared: (Prepared & { settings: PoolSettings; Run: typeof OperationRun }) | null = null;
  private run: OperationRun | null = null;
  readonly moves = new OwnMoves(this.directory, () => this.run);

  constructor(emit: Emit, target: () => OperationTarget) {
    this.emit = emit;
    this.target = target;
  }

  get status(): OperationStatus | null {
    return this.run?.status ?? null;
  }

  /** The title of the operation that runs; null if none does. */
  get running(): string | null {
    return this.run?.isRunning ? this.run.title : null;
  }

  plan(request: OperationRequest, login?: Login): Promise<PlanAnswer> {
    return this.make(
      this.settings(request.kind === 'create' ? login : undefined),
      ({ planRequest }, planning) => planRequest(planning, request),
    );
  }

  planResume(name: string): Promise<PlanAnswer> {
    return this.make(this.settings(), ({ planTakingUp }, planning) => planTakingUp(planning, name));
  }

  planUndo(name: string): Promise<PlanAnswer> {
    return this.make(this.settings(), ({ planTakingBack }, planning) => planTakingBack(planning, name));
  }

  /** Returns the operation's name. */
  start(id: string, typed: string, isBigLast = false): string {
    this.refuseSecond();
    const { prepared } = this;
    if (prepared?.offered.id !== id)
      throw new FailureError('gone', 'This plan is not the latest one.', 'Make a new plan.');
    const { plan, toType } = prepared.offered;
    if (toType !== null && typed !== toType)
      throw new FailureError(
        'refused',
        'The name that was typed is not that of the connection.',
        `Type ${toType}.`,
      );
    if (this.target().isReadOnly && !CHANGES_NOTHING.includes(plan.request.kind))
      throw new FailureError(
        'refused',
        'The connection is read-only, so nothing was done.',
        'Change the connection to allow writes.',
      );
    this.prepared = null;
    const connections = { run: nodesOf(prepared.settings), pings: nodesOf(prepared.settings) };
    const run = new prepared.Run(prepared, connections, (status) => {
      if (this.run === run) this.emit('operation', status);
    });
    this.run = run;
    run.leaveBig(isBigLast);
    run.start();
    return run.name;
  }

  steer(wish: 'pause' | 'stop'): void {
    this.current.steer(wish);
  }

  pace(limit: number | null): void {
    this.current.pace(limit);
  }

  leaveBig(isLast: boolean): void {
    this.current.leaveBig(isLast);
  }

  resolve(id: number, winner: 'source' | 'target' | 'stop'): void {
    this.current.resolve(id, winner);
  }

  async list(): Promise<ListedOperations> {
    const { listOperations } = await import('./listed-operations.ts');
    return listOperations(this.directory, this.run, this.target().topology);
  }

  /** Interrupted operations on the window's cluster, which no process is running. */
  interrupted(): Promise<Interrupted[]> {
    return interruptedOperations(this.directory, this.target().topology);
  }

  /** Ends its journal. Resolves with a sentence for each thing that stays open at the servers. */
  async forget(name: string): Promise<string[]> {
    if (this.run?.isRunning && this.run.name === name)
      throw new FailureError('refused', 'The operation is running.', 'Pause it first.');
    const found = await readOperation(this.directory, name);
    if ('refused' in found) throw new FailureError('gone', found.refused, 'Read the list again.');
    const { place, state } = found;
    if (await isUnderWay(state))
      throw new FailureError(
        'refused',
        `${runnerOf(state)} still runs this operation.`,
        'Pause it in its own window or terminal.',
      );
    const open = await this.openOf(state.plan);
    const { endJournal } = await import('../operating/journalled-run.ts');
    try {
      await endJournal(place, 'forgotten', open.join(' '));
    } catch (error) {
      if (!(error instanceof JournalRefusal)) throw error;
      throw new FailureError('refused', `It is not forgotten. ${error.message}`, 'Look at the file.');
    }
    return open;
  }

  /** Pauses what runs and waits for its boundary: the connection, or the window, is about to end. */
  async leave(): Promise<void> {
    this.prepared = null;
    if (!this.run?.isRunning) return;
    this.run.steer('pause');
    await this.run.ended();
  }

  /** Connections of their own, to be closed by the caller. Without a login: those of the window's connection. */
  nodes(login?: Login): OperationNodes {
    return nodesOf(this.settings(login));
  }

  /** Addresses of the cluster that the window is connected to; empty without one. */
  get seeds(): readonly string[] {
    return this.target().seeds;
  }

  private get current(): OperationRun {
    if (!this.run?.isRunning) throw new FailureError('gone', 'No operation is running.', 'Start one.');
    return this.run;
  }

  private refuseSecond(): void {
    if (this.running !== null)
      throw new FailureError('refused', `An operation is running: ${this.running}.`, 'Pause it first.');
  }

  private settings(login?: Login): PoolSettings {
    if (login) return ofLogin(login);
    const { settings } = this.target();
    if (settings === null)
      throw new FailureError('not-connected', 'Not connected.', 'Connect to a cluster first.');
    return { ...settings, database: 0 };
  }

  private async make(
    settings: PoolSettings,
    plan: (plans: Plans, planning: Planning) => Promise<Made>,
  ): Promise<PlanAnswer> {
    this.refuseSecond();
    this.prepared = null;
    const { seeds, productionName } = this.target();
    const nodes = nodesOf(settings);
    try {
      const plans = await import('./operation-plans.ts');
      const planning = { nodes, seeds, directory: this.directory, productionName };
      const { answer, prepared } = await plan(plans, planning);
      const { OperationRun } = await import('./operation-run.ts');
      this.prepared = prepared && { ...prepared, settings, Run: OperationRun };
      return answer;
    } finally {
      nodes.close();
    }
  }

  private async openOf(plan: Prepared['offered']['plan']): Promise<string[]> {
    const { settings, seeds } = this.target();
    if (settings === null) return ['The cluster was not looked at, so what is open there is not known.'];
    const { readClusterFrom } = await import('../cluster/operations/reading/read-cluster.ts');
    const { openNow, openSentences } = await import('../cluster/operations/run/open-now.ts');
    const nodes = nodesOf(settings);
    try {
      const reading = await readClusterFrom(nodes, [...seeds, ...placesOf(plan)]).catch(() => null);
      return reading
        ? openSentences(await openNow(nodes, plan, reading))
        : ['The cluster cannot be read, so what is open there is not known.'];
    } finally {
      nodes.close();
    }
  }
}

const nodesOf = (settings: PoolSettings) => new OperationNodes({ ...settings, database: 0 });

const ofLogin = ({ username, password }: Login): PoolSettings => ({
  database: 0,
  protocol: 2,
  connectTimeout: CONNECT_TIMEOUT_MS,
  ...(username !== '' && { username }),
  ...(password !== '' && { password }),
});
