/** Where the user is in the lessons, and how what the servers said is judged. */
import { describe, expect, test } from 'vitest';
import { judge } from '../../../../../renderer/features/walk/judge.ts';
import { command } from '../../../../../renderer/features/walk/lesson.ts';
import { nextItem, suggestionOf } from '../../../../../renderer/features/walk/state.ts';
import type { Message } from '../../../../../renderer/window/message.ts';
import { initialState, reduce } from '../../../../../renderer/window/reduce.ts';
import type { State } from '../../../../../renderer/window/state.ts';
import { LESSON_LABEL, NO_LESSON, type LessonStatus } from '../../../../../shared/lessons/lesson.ts';
import type { Execution, Hop, HopOutcome } from '../../../../../shared/session/execution.ts';
import { DISCONNECTED, type RedirectMode } from '../../../../../shared/session/session.ts';
import { BOOT } from '../../../../support/window-fixtures.ts';

const READY: LessonStatus = { ...NO_LESSON, phase: 'ready', stage: 'joined' };
const all = (state: State, ...messages: Message[]) => messages.reduce(reduce, state);
const act = (name: Extract<Message, { type: 'action' }>['name']): Message => ({ type: 'action', name });
const shellIn = (mode: RedirectMode, label: string = LESSON_LABEL): Message => ({
  type: 'session',
  session: { ...DISCONNECTED, phase: 'connected', label, mode, currentNode: '127.0.0.1:7000' },
});

/** In lesson 6, with everything prepared. */
const inSix = (mode: RedirectMode = 'off', label?: string) =>
  all(
    initialState(BOOT, 1400, 0),
    act('learn'),
    { type: 'lesson-go', lesson: 6, step: 0 },
    { type: 'lesson', lesson: READY },
    { type: 'lesson-opened', lesson: 6 },
    shellIn(mode, label),
  );

const hop = (outcome: HopOutcome, node = '127.0.0.1:7000'): Hop => ({
  ...{ node, shard: 1, outcome, asking: false, learned: null, milliseconds: 1, waited: 0 },
  detail: outcome === 'moved' ? 'MOVED 12706 127.0.0.1:7002' : '',
  slot: outcome === 'moved' ? 12706 : null,
  target: outcome === 'moved' ? '127.0.0.1:7002' : null,
});
const execution = (line: string, hops: Hop[], frame: string): Execution => ({
  ...{ id: 1, command: line, slot: 12706, keys: [], routedBy: 'current', hops, shard: 1, failure: null },
  node: hops.at(-1)?.node ?? null,
  reply: { whole: true, frame: new TextEncoder().encode(frame) },
  ...{ milliseconds: 1, currentNode: '127.0.0.1:7000', database: 0, transaction: '', subscribed: false },
  ...{ groups: null, parts: null, note: '', quiet: false, splittable: false, question: null },
});
const MOVED = '-MOVED 12706 127.0.0.1:7002\r\n';
const ran = (line: string, hops: Hop[], frame: string): Message => ({
  type: 'executed',
  shell: 1,
  executions: [execution(line, hops, frame)],
});

describe('a check', () => {
  test('sees the MOVED that the server sent, with its address', () => {
    const { walk } = all(inSix(), ran('SET  k1 v1', [hop('moved')], MOVED));
    expect(walk.seen).toEqual({
      '6.0.0': expect.objectContaining({ says: 'MOVED 12706', node: '127.0.0.1:7000' }) as unknown,
    });
    expect(nextItem(walk)).toMatchObject({ line: 'get k1' });
  });

  test('says what came instead, and which mode leads there', () => {
    const { walk } = all(inSix('direct'), ran('set k1 v1', [hop('reply')], '+OK\r\n'));
    expect(walk.seen).toEqual({});
    expect(walk.other?.verdict).toEqual({ seen: false, got: 'OK', wanted: 'MOVED', fix: 'off' });
  });

  test('does not count another line, nor a line that ran on another cluster', () => {
    expect(all(inSix(), ran('set k9 v1', [hop('moved')], MOVED)).walk.seen).toEqual({});
    const elsewhere = inSix('off', '127.0.0.1:6379');
    expect(all(elsewhere, ran('set k1 v1', [hop('moved')], MOVED)).walk.seen).toEqual({});
  });

  test('wants the redirect before the reply if the step is about following', () => {
    const item = command('set k1 v1', { moved: true, says: /OK/ });
    if (item.kind !== 'command') throw new Error('no command');
    const followed = execution('set k1 v1', [hop('moved'), hop('reply', '127.0.0.1:7002')], '+OK\r\n');
    expect(judge(item.check, followed, 'follow')).toMatchObject({
      seen: true,
      evidence: { says: 'MOVED 12706 → OK', node: '127.0.0.1:7002' },
    });
    const straight = execution('set k1 v1', [hop('reply')], '+OK\r\n');
    expect(judge(item.check, straight, 'direct')).toMatchObject({ seen: false, fix: 'follow' });
  });

  test('shows the line of a long reply that it is about', () => {
    const item = command('info replication', { says: /connected_slaves:1/ });
    if (item.kind !== 'command') throw new Error('no command');
    const text = '# Replication\r\nrole:master\r\nconnected_slaves:1\r\nslave0:ip=127.0.0.1';
    const told = execution('info replication', [hop('reply')], `$${text.length}\r\n${text}\r\n`);
    expect(judge(item.check, told, 'off')).toMatchObject({ evidence: { says: 'connected_slaves:1…' } });
  });

  test('escapes what a server says', () => {
    const item = command('get k1', { says: /x/ });
    if (item.kind !== 'command') throw new Error('no command');
    const hostile = execution('get k1', [hop('reply')], '$6\r\nx\u001b[31m\r\n');
    const verdict = judge(item.check, hostile, 'off');
    expect(JSON.stringify(verdict.seen && verdict.evidence.says)).not.toContain('\\u001b[');
  });
});

describe('the way through the lessons', () => {
  test('Next goes through the steps of a lesson, then to the next one, and Back the same way', () => {
    let state = all(initialState(BOOT, 1400, 0), act('learn'));
    const at = () => [state.walk.lesson, state.walk.step];
    const seen = [at()];
    for (let i = 0; i < 3; i++) seen.push(((state = reduce(state, act('lesson-next'))), at()));
    expect(seen).toEqual([
      [1, 0],
      [1, 1],
      [1, 2],
      [2, 0],
    ]);
    state = reduce(state, act('lesson-back'));
    expect(at()).toEqual([1, 2]);
  });

  test('after the last step the walk is finished', () => {
    const last = all(inSix(), { type: 'lesson-go', lesson: 16, step: 2 }, act('lesson-next'));
    expect(last.walk.isFinished).toBe(true);
  });

  test('nothing is offered for Tab before the cluster is ready, nor on another cluster', () => {
    expect(suggestionOf(inSix())).toBe('set k1 v1');
    expect(suggestionOf(reduce(inSix(), { type: 'lesson', lesson: { ...READY, phase: 'working' } }))).toBe(
      '',
    );
    expect(suggestionOf(inSix('off', '127.0.0.1:6379'))).toBe('');
  });

  test('a command is not offered before the action that the step begins with', () => {
    const state = all(
      inSix(),
      { type: 'lesson-go', lesson: 4, step: 0 },
      { type: 'lesson-opened', lesson: 4 },
    );
    expect(suggestionOf(state)).toBe('');
    const evidence = { says: 'cluster_known_nodes:1', node: '127.0.0.1:7000' };
    const done = all(
      state,
      { type: 'lesson-do', action: 'start-servers' },
      { type: 'lesson-done', action: 'start-servers', evidence },
    );
    expect(suggestionOf(done)).toBe('cluster info');
  });

  test('what the nodes did is shown one line a second', () => {
    const event = { kind: 'killed', node: '127.0.0.1:7002', at: 0, says: '' } as const;
    const lesson: LessonStatus = { ...READY, events: [event, event] };
    let state = reduce(inSix(), { type: 'lesson', lesson });
    const shown = [state.walk.eventsShown];
    for (let i = 0; i < 3; i++)
      shown.push((state = reduce(state, { type: 'tick', now: i })).walk.eventsShown);
    expect(shown).toEqual([0, 1, 2, 2]);
  });

  test('the walk is taken up at the beginning of a lesson, as the cluster is: of this one, or of the next if it was done', () => {
    const resume = (lesson: number, step: number, seen: string[], isFinished = false) =>
      reduce(
        initialState({ ...BOOT, lessonProgress: { lesson, step, seen, at: 1, isFinished } }, 1400, 0),
        act('learn'),
      ).walk;
    // Nobody has killed a primary of the new cluster, and it has no k1.
    expect(resume(13, 2, ['12.0.0', '13.0.0', '13.1.0'])).toMatchObject({
      ...{ lesson: 13, step: 0, seen: { '12.0.0': null }, resumed: { step: 2 } },
    });
    expect(resume(13, 2, ['13.0.0', '13.1.0', '13.2.0'])).toMatchObject({ lesson: 14, step: 0 });
    expect(resume(6, 9, [])).toMatchObject({ lesson: 6, step: 0 });
    const left = all(
      inSix(),
      { type: 'lesson-go', lesson: 16, step: 1 },
      { type: 'lesson-left', saved: null },
    );
    expect(left.walk).toMatchObject({ lesson: 16, step: 0 });
    // The cluster of lesson 16 has eight nodes by then, and would have six.
    const end = { isFinished: true, lesson: 1, step: 0, resumed: null };
    expect(resume(16, 2, [], true)).toMatchObject(end);
    expect(resume(16, 2, ['16.0.0', '16.0.1', '16.1.0', '16.2.0', '16.2.1'])).toMatchObject(end);
  });

  test('Back leads from the end to the last step, and a lesson that is chosen ends the end', () => {
    const end = all(inSix(), { type: 'lesson-go', lesson: 16, step: 2 }, act('lesson-next'));
    expect(reduce(end, act('lesson-back')).walk).toMatchObject({ lesson: 16, step: 2, isFinished: false });
    expect(reduce(end, act('lesson-next')).walk.isFinished).toBe(true);
    expect(reduce(end, { type: 'lesson-restart' }).walk).toMatchObject({
      ...{ lesson: 1, step: 0, isFinished: false, seen: {} },
    });
  });

  test('the failure of an action is told only while that action is under way', () => {
    const failure = { code: 'cancelled', message: 'It was stopped.', advice: '' } as const;
    const failed: Message = { type: 'lesson-failed', failure, action: 'kill-primary' };
    const begun = all(
      inSix(),
      { type: 'lesson-go', lesson: 13, step: 1 },
      { type: 'lesson-do', action: 'kill-primary' },
    );
    expect(reduce(begun, failed).walk).toMatchObject({ acting: null, failure });
    expect(all(begun, { type: 'lesson-reset-sure' }, failed).walk.failure).toBeNull();
    expect(all(begun, act('lesson-back'), act('lesson-back'), failed).walk.failure).toBeNull();
  });

  test('an action that ends after its lesson was left or reset is not seen', () => {
    const begun = all(
      inSix(),
      { type: 'lesson-go', lesson: 14, step: 0 },
      { type: 'lesson-opened', lesson: 14 },
      { type: 'lesson-do', action: 'start-again' },
    );
    const done: Message = {
      type: 'lesson-done',
      action: 'start-again',
      evidence: { says: 'role:slave', node: '127.0.0.1:7002' },
    };
    expect(reduce(begun, done).walk.seen).toHaveProperty(['14.0.0']);
    expect(all(begun, { type: 'lesson-reset-sure' }, done).walk.seen).toEqual({});
    const away = all(
      begun,
      { type: 'lesson-go', lesson: 13, step: 0 },
      { type: 'lesson-go', lesson: 14, step: 0 },
    );
    expect(reduce(away, done).walk.seen).toEqual({});
  });

  test('a reset forgets what was seen in this lesson only', () => {
    const seen = { '5.0.0': null, '6.0.0': null };
    const state = { ...inSix(), walk: { ...inSix().walk, seen } };
    expect(reduce(state, { type: 'lesson-reset-sure' }).walk.seen).toEqual({ '5.0.0': null });
  });

  test('a mode that is set in a lesson is not that of the next start', () => {
    const open = all(initialState(BOOT, 1400, 0), act('learn'));
    expect(reduce(open, act('mode-follow')).settings.mode).toBe(open.settings.mode);
    const closed = reduce(open, { type: 'lesson-left', saved: null });
    expect(reduce(closed, act('mode-follow')).settings.mode).toBe('follow');
  });

  test('the end leads to the first-run screen if nothing is open', () => {
    const open = all(initialState(BOOT, 1400, 0), act('learn'));
    expect(open.started).toBe(true);
    const left = reduce(open, { type: 'lesson-left', saved: null });
    expect([left.started, left.walk.isOpen]).toEqual([false, false]);
  });
});
