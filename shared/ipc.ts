/**
 * The contract between main and the window: every call and every event. Main's handlers and the window's client
 * are typed from these two objects; a new call costs one line here and one handler in main/workspace/handlers.ts.
 */
import { z } from 'zod';
import type { ActionName } from './actions.ts';
import type { Change } from './cluster/change.ts';
import type { CommandDocs } from './commands/command-docs.ts';
import type { CommandTable } from './commands/command-table.ts';
import type { Topology } from './cluster/topology.ts';
import { REDIRECT_MODES, type SessionState } from './session/session.ts';
import type { DemoStatus } from './cluster/demo.ts';
import type { Failure } from './failure.ts';
import type { LineOutcome, Pushed } from './session/execution.ts';
import type { NodeStats } from './cluster/node-stats.ts';
import type { Notice } from './session/notice.ts';
import type { Settings } from './session/settings.ts';
import { SECRETS } from './connections/secret-names.ts';
import { profileSchema, type Profile } from './connections/profile.ts';
import type { MigrationProgress } from './cluster/migration-progress.ts';
import type { Boot } from './boot.ts';
import type { DoctorReport, DoctorStep, DoctorStepName } from './connections/doctor.ts';
import { lengthOf, LONGEST_KEPT, MOST_REMEMBERED, MOST_REMEMBERED_LENGTH } from './limits.ts';
import type { PackedDetail } from './slots/packed-detail.ts';
import type { ProfileProblem } from './connections/profile-problems.ts';
import { KEEPS, type ImportAnswer, type SavedConnections } from './connections/saved-connection.ts';
import { TAG_ORDERS, type PrefixRow, type RowPage, type ScanState, type TagRow } from './slots/scan-model.ts';
import type { KeyFacts, SlotCounts, SlotProgress, SlotStats } from './slots/slot-model.ts';
import { SLOT_COUNT } from './slots/slots.ts';

interface Call<A extends z.ZodType, R> {
  argument: A;
  /** Carries the type of the answer; never present at run time. */
  result?: R;
}
const returns = <R>() => undefined as R | undefined;
const call = <A extends z.ZodType, R>(argument: A, _result: R | undefined): Call<A, R> => ({ argument });

const nothing = z.undefined();
const slot = z
  .int()
  .min(0)
  .max(SLOT_COUNT - 1);
const address = z.string().min(1).max(300);
const database = z.int().min(0).max(0x7fffffff);
/** SessionState.shell. */
const shell = z.int().min(1);
const approval = z.object({
  question: z.int(),
  typed: z.string().max(1000),
  choice: z.enum(['asked', 'all']),
});
const scanOptions = z.object({
  database,
  match: z.string().max(10_000),
  type: z.string().max(100),
  count: z.int().min(10).max(10_000),
  limit: z.int().min(0),
  replicas: z.boolean(),
  pause: z.int().min(0).max(10_000),
  samples: z.int().min(0).max(1000),
  separator: z.string().min(1).max(20),
});
const tagQuery = z.object({
  filter: z.string().max(1000),
  shard: z.int().nullable(),
  order: z.enum(TAG_ORDERS),
  descending: z.boolean(),
  from: z.int().min(0),
  count: z.int().min(1).max(500),
});
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
/** What is typed into secret fields: null forgets what is kept. */
const secrets = z.partialRecord(
  z.enum(SECRETS),
  z
    .string()
    .min(1)
    .max(1 << 16)
    .nullable(),
);
const keep = z.enum(KEEPS);
const port = z.int().min(1).max(65535);

export const calls = {
  boot: call(nothing, returns<Boot>()),
  /**
   * Lines as typed, at most 16 MiB each, run in order. Answers with what came of the first of them, fewer than there are
   * lines where some take time, ask, or end the shell: then the rest is to be sent again. `done` repetitions of the first
   * line (`5 PING`) have been run before.
   */
  run: call(
    z.object({
      shell,
      lines: z
        .array(z.string().max(1 << 24))
        .min(1)
        .max(1000)
        .refine((lines) => lengthOf(lines) <= 1 << 25, { error: 'too much at once' }),
      done: z.int().min(0).max(1e9),
      approval: approval.nullable(),
    }),
    returns<LineOutcome[]>(),
  ),
  /** Ends the commands that are running by closing their connections. */
  cancel: call(z.object({ shell }), returns<void>()),
  /** Ends subscriptions and MONITOR; answers false where there are none. */
  stopStreams: call(z.object({ shell }), returns<boolean>()),
  /** A further shell on the cluster that is open, or for the next one. */
  openShell: call(nothing, returns<SessionState>()),
  closeShell: call(z.object({ shell }), returns<void>()),
  /** `redis://…`, `rediss://…`, `host:port`, or redis-cli's flags. */
  connect: call(
    z.object({
      target: z.string().min(1).max(4096),
      /** As the flags --production and --read-only in the target. */
      production: z.boolean().optional(),
      readOnly: z.boolean().optional(),
    }),
    returns<SessionState>(),
  ),
  /** Saves what is typed under a name; `notes` say what of it was not taken over. */
  saveConnection: call(
    z.object({
      target: z.string().min(1).max(4096),
      name: z.string().trim().min(1).max(200),
      production: z.boolean(),
      readOnly: z.boolean(),
    }),
    returns<{ id: string; notes: string[] }>(),
  ),
  /** What was typed takes the place of what was kept, and is kept once the connection stands. */
  connectSaved: call(z.object({ id: z.uuid(), secrets, keep }), returns<SessionState>()),
  /** Looks for what other programs have changed; `connections` tells of it. */
  reloadConnections: call(nothing, returns<void>()),
  /** A profile to begin with, not saved yet. */
  draftConnection: call(nothing, returns<Profile>()),
  /** Field by field; empty for a profile that can be saved. */
  profileProblems: call(z.object({ profile: z.unknown() }), returns<ProfileProblem[]>()),
  saveProfile: call(z.object({ profile: profileSchema, secrets, keep }), returns<void>()),
  /** Answers the copy's id. */
  duplicateConnection: call(z.object({ id: z.uuid() }), returns<string>()),
  deleteConnection: call(z.object({ id: z.uuid() }), returns<void>()),
  undoDelete: call(z.object({ id: z.uuid() }), returns<void>()),
  /**
   * Tries a connection step by step: a profile, what is typed, or what this window was last told to connect to. `doctor` tells of
   * each step with the number of the run. One at a time: a further one, and stopExamining, end the one before.
   */
  examine: call(
    z.union([
      z.object({ run: z.int(), profile: profileSchema, secrets }),
      z.object({ run: z.int(), target: z.string().min(1).max(4096) }),
      z.object({ run: z.int(), current: z.literal(true) }),
    ]),
    returns<DoctorReport>(),
  ),
  stopExamining: call(nothing, returns<void>()),
  /** Reads a text, or a file that is asked for; nothing is saved before takeImport. `passphrase`: of the same as before. */
  readImport: call(
    z.union([
      z.object({
        text: z
          .string()
          .min(1)
          .max(1 << 24),
      }),
      z.object({ file: z.literal(true) }),
      z.object({ passphrase: z.string().max(10_000) }),
    ]),
    returns<ImportAnswer>(),
  ),
  /** Saves these of what was read last. */
  takeImport: call(z.object({ ids: z.array(z.uuid()).max(5000), keep }), returns<void>()),
  /** Without secrets, or with them, sealed; answers the path, or null where the user thought better. */
  exportConnections: call(
    z.object({ ids: z.array(z.uuid()).min(1).max(5000), passphrase: z.string().max(10_000).nullable() }),
    returns<string | null>(),
  ),
  /** Asks for a file and answers its path; null where the user thought better. */
  chooseFile: call(nothing, returns<string | null>()),
  /** A further window, for another cluster. */
  newWindow: call(nothing, returns<void>()),
  /** Everything in the window larger, smaller, or as it was at first. */
  zoom: call(z.enum(['in', 'out', 'reset']), returns<void>()),
  disconnect: call(nothing, returns<void>()),
  /** The computer is in a network again, or in another one: sockets may have died unheard. */
  networkChanged: call(nothing, returns<void>()),
  setMode: call(z.object({ shell, mode: z.enum(REDIRECT_MODES) }), returns<SessionState>()),
  setProtocol: call(
    z.object({ shell, protocol: z.union([z.literal(2), z.literal(3)]) }),
    returns<SessionState>(),
  ),
  setCurrentNode: call(z.object({ shell, node: address }), returns<SessionState>()),
  refreshTopology: call(nothing, returns<void>()),
  commandTable: call(nothing, returns<CommandTable>()),
  /** The connected server's COMMAND DOCS, read when first asked for; the bundled ones where there is none. */
  commandDocs: call(nothing, returns<CommandDocs>()),
  /** Keys of all slots; `slotProgress` tells how far it is. A call during a count waits for that one. */
  slotCounts: call(z.object({ database }), returns<SlotCounts>()),
  slotStats: call(nothing, returns<SlotStats>()),
  slotDetail: call(z.object({ slot, database, limit: z.int().min(0).max(100_000) }), returns<PackedDetail>()),
  /** What a node says of keys of one slot, in their order. */
  keyFacts: call(
    z.object({
      slot,
      database,
      node: address,
      role: z.enum(['owner', 'source', 'target']),
      keys: z.array(bytes).max(200),
    }),
    returns<KeyFacts[]>(),
  ),
  /** Begins a scan of the whole keyspace; one that runs is stopped. `scan` tells how far it is. */
  startScan: call(scanOptions, returns<ScanState>()),
  pauseScan: call(nothing, returns<void>()),
  resumeScan: call(nothing, returns<void>()),
  /** What was counted so far stays to be read. */
  stopScan: call(nothing, returns<void>()),
  scanTags: call(tagQuery, returns<RowPage<TagRow>>()),
  scanPrefixes: call(tagQuery, returns<RowPage<PrefixRow>>()),
  /** Asks for a file name and writes all that the scan has; answers the path, or null where the user thought better. */
  exportScan: call(z.object({ form: z.enum(['csv', 'json']) }), returns<string | null>()),
  /** Elements `from` (0 and up) to `from + count` of a reply that stayed in main, as one array frame. */
  replyPage: call(
    z.object({ id: z.int(), from: z.int().min(0), count: z.int().min(1).max(1000) }),
    returns<Uint8Array>(),
  ),
  /** All of a reply that stayed in main as redis-cli prints it; `raw` as it prints INFO and its kin. */
  replyText: call(z.object({ id: z.int(), raw: z.boolean() }), returns<string>()),
  /** The next row of such a reply that has the text in it, from `from` on, going round; null where none has. */
  findInReply: call(
    z.object({
      id: z.int(),
      text: z.string().min(1).max(1000),
      from: z.int().min(0),
      back: z.boolean(),
      escape: z.enum(['readable', 'redis-cli']),
    }),
    returns<number | null>(),
  ),
  /** Asks for a file name and writes the reply there; answers the path, or null where the user thought better. */
  saveReply: call(z.object({ id: z.int() }), returns<string | null>()),
  startDemo: call(nothing, returns<SessionState>()),
  stopDemo: call(nothing, returns<void>()),
  /** A line for a terminal, its password included, goes to the clipboard; the window never sees it. */
  copyDemoCommand: call(nothing, returns<void>()),
  startDemoNode: call(z.object({ port }), returns<void>()),
  stopDemoNode: call(z.object({ port }), returns<void>()),
  saveSettings: call(
    z.object({
      theme: z.enum(['system', 'dark', 'light']),
      nodesWidth: z.int().min(160).max(800),
      inspectorWidth: z.int().min(200).max(1000),
      nodesShown: z.boolean(),
      inspectorShown: z.boolean(),
      editorShown: z.boolean(),
      editorHeight: z.int().min(120).max(4000),
      mode: z.enum(REDIRECT_MODES),
      escape: z.enum(['readable', 'redis-cli']),
      pasteConfirm: z.enum(['writes', 'always', 'never']),
      monitorOwn: z.boolean(),
    }),
    returns<void>(),
  ),
  /** The lines that were run on the shell's connection, earlier and in other windows too; newest last. */
  history: call(z.object({ shell }), returns<string[]>()),
  /** Keeps lines that were run; those with secrets are left out. */
  remember: call(
    z.object({
      shell,
      lines: z
        .array(z.string().max(LONGEST_KEPT))
        .max(MOST_REMEMBERED)
        .refine((lines) => lengthOf(lines) <= MOST_REMEMBERED_LENGTH, { error: 'too much at once' }),
    }),
    returns<void>(),
  ),
  /** Deletes what is kept of the shell's connection. */
  clearHistory: call(z.object({ shell }), returns<void>()),
  copyText: call(z.object({ text: z.string().max(1 << 26) }), returns<void>()),
  pasteText: call(nothing, returns<string>()),
  /** Asks for a text file and reads it, at most 16 MiB; answers null where the user thought better. */
  openText: call(nothing, returns<{ name: string; text: string } | null>()),
  /** Asks for a file name and writes the text, or bytes, there; answers the path, or null where the user thought better. */
  saveText: call(
    z.object({
      suggestion: z.string().min(1).max(200),
      text: z.union([z.string().max(1 << 28), bytes]),
    }),
    returns<string | null>(),
  ),
};

/** What main says unasked. */
export interface Events {
  session: SessionState;
  pushed: Pushed;
  topology: Topology | null;
  stats: NodeStats[];
  /** Each open migration as it was just counted; empty when the last has ended. */
  migrations: MigrationProgress[];
  slotProgress: SlotProgress;
  /** The scan as it is now, at most a few times a second; null once it has been let go. */
  scan: ScanState | null;
  /** What has just happened to the cluster, oldest first; with `first-read` alone, another cluster's timeline begins. */
  changes: Change[];
  connections: SavedConnections;
  /** `next` is being tried now; null after the last. */
  doctor: { run: number; step: DoctorStep; next: DoctorStepName | null };
  demo: DemoStatus;
  notice: Notice;
  settings: Settings;
  /** A menu item or its shortcut was used. */
  action: ActionName;
}

export type CallName = keyof typeof calls;
export type Argument<N extends CallName> = z.infer<(typeof calls)[N]['argument']>;
export type Result<N extends CallName> = Exclude<(typeof calls)[N]['result'], undefined>;
export type Answer<N extends CallName> = { ok: true; value: Result<N> } | { ok: false; failure: Failure };
/** `client.execute({ line })` in the window. Rejects with a CallError that carries the Failure. */
export type Client = { [N in CallName]: (argument: Argument<N>) => Promise<Result<N>> };
export type Handlers = { [N in CallName]: (argument: Argument<N>) => Promise<Result<N>> | Result<N> };

/** The two fixed channels, and what preload puts on `window.slotshell`. */
export const CALL_CHANNEL = 'slotshell:call';
export const EVENT_CHANNEL = 'slotshell:event';
export interface Bridge {
  call(name: string, argument: unknown): Promise<unknown>;
  onEvent(listener: (name: string, payload: unknown) => void): void;
}
