/** The doctor's page: whose run is heard, what it is about, what its report says. */
import { expect, test } from 'vitest';
import {
  NO_DOCTOR,
  reduceDoctor,
  shownSubject,
  type DoctorState,
} from '../../../../../../renderer/features/connections/doctor/state.ts';
import type { Draft } from '../../../../../../renderer/features/connections/state.ts';
import type { Message } from '../../../../../../renderer/window/message.ts';
import {
  reportText,
  totalTime,
  verdictOf,
} from '../../../../../../renderer/features/connections/doctor/report.ts';
import type { DoctorReport, DoctorStep } from '../../../../../../shared/connections/doctor.ts';
import { newProfile } from '../../../../../../shared/connections/new-profile.ts';

const step = (more: Partial<DoctorStep> = {}): DoctorStep => ({
  name: 'tcp',
  status: 'ok',
  milliseconds: 1,
  found: 'all accept',
  advice: '',
  details: [],
  remedy: null,
  ...more,
});
const report = (steps: DoctorStep[], usable: DoctorReport['usable']): DoctorReport => ({
  startedAt: Date.UTC(2026, 0, 2),
  milliseconds: 3300,
  steps,
  usable,
});
const draft = (id: string): Draft => ({
  profile: { ...newProfile(id), name: `name of ${id}` },
  seeds: '',
  isNew: false,
  problems: [],
  isChecked: false,
  taken: 0,
});
const after = (messages: Message[], from: DoctorState = NO_DOCTOR, of: Draft | null = draft('a')) =>
  messages.reduce((doctor, message) => reduceDoctor(doctor, message, of), from);

const EXAMINE: Message = { type: 'examine', secrets: {} };

test('a run shows its steps as they come, and which one is tried now', () => {
  const doctor = after([
    EXAMINE,
    { type: 'doctor-step', run: 1, step: step({ name: 'resolve' }), next: 'ssh' },
  ]);
  expect(doctor).toMatchObject({ run: 1, isRunning: true, trying: 'ssh' });
  expect(doctor.steps.map(({ name }) => name)).toEqual(['resolve']);
  const done = after([{ type: 'doctor-done', run: 1, report: report([step()], 'yes') }], doctor);
  expect(done).toMatchObject({ isRunning: false, trying: null, steps: [step()] });
});

test('results of an earlier run, or of one that was left, are ignored', () => {
  const again = after([EXAMINE, EXAMINE]);
  const late: Message[] = [
    { type: 'doctor-step', run: 1, step: step(), next: null },
    { type: 'doctor-done', run: 1, report: report([step()], 'yes') },
    { type: 'doctor-failed', run: 1, failure: { code: 'cancelled', message: 'stopped', advice: '' } },
  ];
  expect(after(late, again)).toEqual(again);
  const left = after([EXAMINE, { type: 'doctor-left' }]);
  expect(left).toEqual({ ...NO_DOCTOR, run: 1 });
  expect(after(late, left)).toEqual(left);
});

test('a report that is there stays when the page is left', () => {
  const done = after([EXAMINE, { type: 'doctor-done', run: 1, report: report([step()], 'yes') }]);
  expect(after([{ type: 'doctor-left' }], done)).toBe(done);
});

test('findings about one connection are not shown beside another', () => {
  const doctor = after([EXAMINE]);
  expect(shownSubject(doctor, draft('a'))).toMatchObject({ id: 'a' });
  expect(shownSubject(doctor, draft('b'))).toBeNull();
  const current = after([{ type: 'examine-current', id: '', name: '127.0.0.1:1' }]);
  expect(shownSubject(current, null)).toMatchObject({ name: '127.0.0.1:1' });
  // Another one is chosen: the page is about that.
  expect(after([{ type: 'select-connection', id: 'b' }], current).subject).toBeNull();
});

test('the verdict counts the steps that were tried, and says what is missing', () => {
  const bad = report(
    [
      step(),
      step({ name: 'coverage', status: 'warning' }),
      step({ name: 'nodes', status: 'failed' }),
      step({ name: 'tls', status: 'skipped' }),
    ],
    'partly',
  );
  expect(verdictOf(bad)).toEqual({
    text: '1 of 3 steps failed.',
    about: 'You can connect, but some slots are not served and some nodes cannot be used.',
    good: false,
  });
  expect(verdictOf(report([step(), step({ name: 'login', status: 'failed' })], 'no')).about).toBe(
    'You cannot connect.',
  );
  expect(verdictOf(report([step(), step({ name: 'login' })], 'yes'))).toEqual({
    text: 'All 2 steps work.',
    about: 'You can connect.',
    good: true,
  });
});

test('the report as text has every line that is shown', () => {
  const text = reportText(
    'orders',
    report(
      [
        step({
          status: 'failed',
          found: '0 of 1 seed accept',
          details: [{ text: 'a:1: refused', good: false }],
          advice: 'Check host and port.',
        }),
      ],
      'no',
    ),
  );
  expect(text).toBe(
    [
      'Connection doctor: orders',
      '2026-01-02T00:00:00.000Z, 3.3 s in all',
      '1 of 1 step failed. You cannot connect.',
      '',
      '[failed] TCP to the seeds: 0 of 1 seed accept (1 ms)',
      '    - a:1: refused',
      '    Check host and port.',
      '',
    ].join('\n'),
  );
  expect([0.2, 340, 3300].map(totalTime)).toEqual(['0.2 ms', '340 ms', '3.3 s']);
});
