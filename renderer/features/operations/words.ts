/** Texts of the Operations view around the plans and reports, which main writes. */
import { durationWords } from '../../../shared/format/clock.ts';
import { counted, grouped, plural } from '../../../shared/format/count.ts';
import type { ListedOperation } from '../../../shared/operations/operation.ts';
import { formWords } from './form-words.ts';
import type { OperationState } from '../../../shared/operations/progress.ts';

const withoutDot = (text: string) => text.replace(/\.$/, '');

export const words = {
  name: 'Operations',
  purpose: 'Not connected. Slots are moved, and machines added and removed, here.',
  notCluster: 'This server is not in a cluster: there are no slots to move and no machines to add.',
  unmapped: 'This user may not read the map of the cluster, so nothing can be planned.',
  more: (count: number) => `and ${counted(count, 'more', 'more')}`,
  oneAtATime: 'An operation runs. One at a time: pause or cancel it before another one.',
  forgotten: 'Its journal has ended. What has moved stays where it is; nothing is open at the servers.',

  choose: {
    title: 'What should change?',
    text: 'Every choice leads to a plan first. Nothing happens before you start it.',
    list: 'What can be done',
    earlier: 'Earlier operations',
    none: 'No operation has run from this computer yet.',
    unreadable: 'Journals that cannot be read',
    open: 'Not finished',
    began: (ago: string) => `begun ${ago}`,
    paused: (ago: string) => `paused ${ago}`,
    slots: (moved: number, slots: number) => `${grouped(moved)} of ${counted(slots, 'slot')}`,
    steps: (done: number, steps: number) => `${done} of ${counted(steps, 'step')}`,
    elsewhere: (cluster: string) => `on another cluster, ${cluster}`,
    report: 'Report',
    finish: 'Finish…',
    rollBack: 'Roll back…',
    undo: 'Undo…',
    forget: 'Forget',
    forgetHint: 'The journal ends. What is open at the servers stays open, and is named.',
    reading: 'Reading the journals…',
    watch: 'Show the running operation',
  },
  ...formWords,
  refused: {
    title: 'There is no plan',
    newNodes: 'Why the new node cannot join',
    findings: 'To be mended first',
    interrupted: 'An operation on this cluster was not finished',
    fix: 'Fix slots…',
  },

  plan: {
    title: 'Plan',
    planned: 'PLANNED',
    takenUp: (moved: number, slots: number) =>
      `Taken up again: ${grouped(moved)} of ${counted(slots, 'slot')} have moved already, ${grouped(slots - moved)} are left.`,
    steps: (steps: number) => counted(steps, 'step'),
    remarks: 'Before you start',
    notes: 'Good to know',
    noSteps: 'Nothing needs to be done.',
    totals: 'In all',
    slots: 'Slots',
    keys: 'Keys',
    mb: 'MB',
    nothingMoves: 'No slot moves with its keys.',
    estimated: 'about, if clients write meanwhile',
    type: 'Type',
    toConfirm: 'to confirm',
    start: 'Start…',
    starting: 'Starting…',
    back: 'Back',
    startNote: 'The plan holds as long as the cluster stays as it was read. Otherwise nothing is done.',
    madeAt: (time: string) => `read at ${time}`,
    undoTitle: 'To undo it',
    noUndo: 'It cannot be taken back.',
    risks: 'Risks',
    noRisk: 'None is known.',
  },

  steps: {
    title: 'Plan',
    at: (step: number, steps: number) => `step ${step} of ${steps}`,
    verify: 'Verify',
    verifyText: 'one map on all nodes, no slot open, no key outside its owner',
    verified: (ok: number, all: number) => `${ok} of ${counted(all, 'check')} hold`,
    states: { waiting: 'waiting', running: 'running', done: 'done', failed: 'failed' },
    nodes: 'Nodes',
    lasted: (ms: number) => `in ${durationWords(ms)}`,
    slots: (moved: number, slots: number) => `${grouped(moved)} of ${counted(slots, 'slot')}`,
    nowSlot: (slot: number) => `now slot ${slot}`,
  },

  strips: {
    title: 'The 16,384 slots by shard',
    before: 'Before',
    now: 'Now',
    after: 'After',
    nobody: 'no owner',
    shard: (number: number, address: string) => `shard ${number}, ${address}`,
    part: (range: string, owner: string) => `${range}: ${owner}`,
    toMove: (range: string, owner: string, to: string) => `${range}: still to move from ${owner} to ${to}`,
    moved: (range: string, owner: string) => `${range}: moved to ${owner}`,
    left: (slots: number) => `still to move: ${grouped(slots)}`,
    movedTo: 'moved to',
    movesTo: 'to',
    movedShard: (number: number | null, slots: number) => `shard ${number ?? '?'}: ${grouped(slots)}`,
  },

  table: {
    name: 'Moves',
    fromTo: 'From → to',
    slots: 'Slots',
    count: 'Count',
    keys: 'Keys',
    mb: 'MB',
    moved: 'Slots moved',
    moves: (moves: number) => counted(moves, 'move'),
    now: 'now',
    unknown: '–',
    unknownTitle: 'not counted: the servers do not say',
  },

  folds: {
    commands: 'Commands',
    commandsText: 'what is sent, in this order; … is each slot and key',
    notes: {
      untilEmpty: 'now, until none is left',
      batch: (keys: number) => `now, at most ${counted(keys, 'key')} each`,
      twice: 'must be 0, asked twice',
      targetFirst: 'the target first',
      thenSource: 'then the source and the other primaries',
    },
    eachLeft: 'then for each slot that is left',
    ofStep: (step: number) => `step ${step}`,
    moreSteps: (steps: number) => `and ${counted(steps, 'more step', 'more steps')}`,
    journal: 'Journal',
    noJournal: 'nothing written yet',
  },

  states: {
    planned: 'PLANNED',
    waiting: 'WAITING',
    running: 'RUNNING',
    pausing: 'PAUSING',
    paused: 'PAUSED',
    cancelling: 'CANCELLING',
    cancelled: 'CANCELLED',
    failed: 'FAILED',
    interrupted: 'CUT OFF',
    done: 'DONE',
    'done-with-remarks': 'DONE, WITH REMARKS',
  } satisfies { [S in OperationState]: string },
  listed: {
    undone: 'UNDONE',
    forgotten: 'FORGOTTEN',
  },
  about: {
    waiting: 'Waits until all nodes name the same owners.',
    /** Numbers of steps that did not succeed, of checks that do not hold, and of remarks. */
    done: (failed: number, failing: number, remarks: number) =>
      failed > 0
        ? `${counted(failed, 'step')} did not succeed. What did not go well is said below.`
        : failing > 0
          ? `Done, but ${counted(failing, 'check')} of the cluster ${plural(failing, 'does', 'do')} not hold.`
          : remarks > 0
            ? `Done, and every check holds. ${counted(remarks, 'thing')} ${plural(remarks, 'is', 'are')} left to you.`
            : 'Done, and every check holds.',
    pausing: (slot: number | null) =>
      slot === null ? 'Pauses at the next boundary.' : `Pauses: ends slot ${slot} first.`,
    cancelling: (slot: number | null) =>
      slot === null ? 'Stops at the next boundary.' : `Stops in slot ${slot}, which stays open.`,
    paused: (open: string) =>
      open === ''
        ? 'Paused between two slots: no slot is open. Clients see nothing of it.'
        : `Paused with slots open: ${open}. Clients are redirected with ASK for keys that have moved.`,
    failed: (open: string) =>
      open === ''
        ? 'It has stopped. No slot is open.'
        : `It has stopped with slots open: ${open}. Keys that have moved stay at the new owner. Resume, or roll back.`,
    noneSucceeded: (open: string) =>
      `No step succeeded. What went wrong is said below. ${open === '' ? 'No slot is open.' : `Open: ${open}.`}`,
    cancelled: (open: string) => (open === '' ? 'Cancelled. No slot is open.' : `Cancelled. Open: ${open}.`),
  },

  tookOver: (heir: string, old: string) => `${heir} has taken over from ${old} meanwhile.`,
  since: (time: string) => `since ${time}`,
  ended: (time: string, lasted: string) => `ended ${time} · ${lasted}`,

  progress: {
    title: 'Progress',
    of: (total: string) => `of ${total} slots`,
    ofSteps: (total: number) => `of ${counted(total, 'step')}`,
    stale: (age: string) => `figures ${age} old`,
    updated: 'as it runs',
    left: 'Time left',
    leftUnknown: 'not known yet',
    keys: 'Keys',
    mb: 'MB',
    ofMany: (total: string) => ` of ${total}`,
    speed: 'Speed',
    keysASecond: (rate: string) => `${rate} keys/s`,
    over: ' over the last 10 s',
    unknown: '–',
    speedUnknown: 'no key has moved in the last 10 s',
    sinceResumed: 'Keys and MB since it was resumed; slots of all runs.',
    notCounted: 'the servers move slots by themselves and do not count',
    slot: 'Slot',
    noSlot: 'between two slots',
    migrate: 'MIGRATE',
    latency: (ms: string) => `${ms} ms`,
    slowest: (ms: string) => ` · max ${ms}`,
    noLatency: 'none has run yet',
    rests: (ms: string) => `Waits ${ms} ms, as the last MIGRATE took longer than usual.`,
    nodes: 'Both nodes',
    ops: 'ops/s',
    p99: 'p99 ms',
    p99Unknown: 'too few PINGs so far, or it has taken over meanwhile',
    p99Title: '99 of 100 PINGs from this computer were answered in this time, over the last 10 s',
    fromNode: 'from',
    toNode: 'to',
    before: (figures: string) => `before it began: ${figures}`,
    beforeNode: (address: string, ops: string, latency: string) =>
      `${address} at ${ops} ops/s, PING ${latency} ms`,
    missing: (address: string, why: string) => `${address}: ${why}`,
    silent: 'does not answer INFO',
    unread: 'not read yet',
    notInMap: 'not in the map yet',
  },
  controls: {
    limit: 'At most, keys/s',
    slider: 'Limit of keys a second',
    noLimit: 'no limit',
    slower: 'Slower',
    faster: 'Faster',
    unpaced: 'The servers move these slots by themselves, at their own speed.',
    pause: 'Pause',
    cancel: 'Cancel…',
    resume: 'Resume…',
    undo: 'Undo…',
    rollBack: 'Roll back…',
    forget: 'Forget',
    stopNow: 'Stop in the slot',
    stopNowHint: 'Stops after the batch under way. The slot stays open until it is resumed or rolled back.',
    other: 'Other operations',
    pauseNote: (slot: number | null) =>
      slot === null ? 'Pause ends at the next boundary.' : `Pause ends slot ${slot} first.`,
    cancelNote: (moved: number) =>
      moved === 0
        ? 'Cancel asks.'
        : `Cancel asks: keep what has moved, or move ${counted(moved, 'slot')} back.`,
  },
  big: {
    leave: (slots: readonly number[]) =>
      slots.length === 1
        ? `Leave slot ${slots[0]} for last`
        : `Leave ${counted(slots.length, 'slot')} with big keys for last`,
    left: (slots: readonly number[]) =>
      slots.length === 1
        ? `Slot ${slots[0]} comes last`
        : `${counted(slots.length, 'slot')} with big keys come last`,
    title: 'After all other slots: until then it can be paused or cancelled without them.',
  },
  cancel: {
    title: 'Cancel the operation?',
    text: (slot: number | null) =>
      slot === null
        ? 'It pauses at the next boundary first.'
        : `It ends slot ${slot} first, so that no slot stays open.`,
    keep: (moved: number) => (moved === 0 ? 'Stop' : `Keep ${counted(moved, 'moved slot')}`),
    keepText: 'Stops and ends the journal. Slots that have moved stay where they are.',
    back: (moved: number) => `Move ${counted(moved, 'slot')} back…`,
    backText: 'Pauses, then shows the plan that moves them back. Nothing moves back before you start it.',
    goOn: 'Go on',
  },
  conflict: {
    title: 'A key has two values',
    text: (key: string, slot: number, database: number) =>
      `${key} of slot ${slot}${database === 0 ? '' : ` in database ${database}`} is at both nodes with different values. The one that loses is kept in a file first.`,
    source: 'Keep the source’s',
    target: 'Keep the target’s',
    stop: 'Stop, decide later',
    at: (node: string) => `at ${node}`,
  },
  report: {
    title: 'Report',
    verified: 'Verified',
    holds: 'holds',
    fails: 'does not hold',
    left: 'Left to you',
    before: 'Said before the start',
    outcomes: 'What did not go well',
    outcome: (step: number, node: string | null) =>
      node === null ? `step ${step}` : `step ${step} at ${node}`,
    outcomeStates: {
      ok: 'ok',
      failed: 'failed',
      'not-reached': 'not reached',
      unknown: 'unknown: sent, and no answer came',
      skipped: 'skipped',
    },
    nothingVerified: 'Nothing was verified.',
    failure: 'It ended without a report',
  },
  clients: {
    title: 'Clients meanwhile',
    text: (slot: number | null) =>
      slot === null
        ? 'ASK for keys that have moved from an open slot, TRYAGAIN for several keys of one. Nothing is refused.'
        : `ASK for keys that have moved, TRYAGAIN for several keys of slot ${slot}. Nothing is refused.`,
  },
  foot: {
    journal: (ago: string) => `Journal saved ${ago}`,
    journalTitle: (file: string) => `Journal: ${file}`,
    undo: (isMove: boolean) =>
      isMove
        ? 'Undo: as long as its journal is kept, for slots still where this put them; all nodes concerned must answer'
        : 'Undo: as long as its journal is kept, and the nodes concerned answer',
    noUndo: 'Undo: not possible',
    closing: 'Closing the window pauses at the next slot boundary',
    copy: 'Copy plan',
    copyReport: 'Copy report',
  },

  keys: {
    pause: 'Space',
    bigLast: 'L',
    slower: '[',
    faster: ']',
    commands: 'C',
    journal: 'J',
  },
  badge: {
    running: (percent: number) => `running, ${percent} percent`,
    open: (count: number) => `${counted(count, 'operation')} not finished`,
  },
  offered: ({ title }: Pick<ListedOperation, 'title'>, count: number) =>
    `Not finished: ${withoutDot(title)}${count > 1 ? `, and ${counted(count - 1, 'more')}` : ''}. The Operations view finishes it or rolls it back.`,
  askedNotice: (key: string) => `The operation asks: ${key} has two values. Answer in the Operations view.`,
  endedNotice: (title: string, state: string) => `${withoutDot(title)}: ${state.toLowerCase()}.`,
};
