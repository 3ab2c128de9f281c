/** The connection doctor's findings so far. */
import type { DoctorReport, DoctorStep, DoctorStepName } from '../../../../shared/connections/doctor.ts';
import type { Failure } from '../../../../shared/failure.ts';
import type { TypedSecrets } from '../../../../shared/connections/saved-connection.ts';
import type { Draft } from '../state.ts';
import type { Message } from '../../../window/message.ts';

/** The connection under examination. */
export type Subject =
  /** A connection in the form, by its id. */
  | { kind: 'profile'; id: string; name: string }
  /** The address typed in the quick field. */
  | { kind: 'typed' }
  /** The last connection requested in this window; `id` of the saved connection, if it is one. */
  | { kind: 'current'; id: string; name: string };

export interface DoctorState {
  /** Number of the last run. The results of other runs are ignored. */
  run: number;
  subject: Subject | null;
  steps: readonly DoctorStep[];
  /** The step that is being tried; null for none. */
  trying: DoctorStepName | null;
  report: DoctorReport | null;
  isRunning: boolean;
  /** Why it could not start. */
  failure: Failure | null;
  /** Whether the report was copied: a sentence. */
  told: string;
}

export type DoctorMessage =
  /** The connection in the form; its typed secrets pass through to main. */
  | { type: 'examine'; secrets: TypedSecrets }
  | { type: 'examine-typed' }
  | { type: 'examine-current'; id: string; name: string }
  | { type: 'doctor-step'; run: number; step: DoctorStep; next: DoctorStepName | null }
  | { type: 'doctor-done'; run: number; report: DoctorReport }
  | { type: 'doctor-failed'; run: number; failure: Failure }
  /** The user has gone elsewhere, or stopped it. */
  | { type: 'doctor-left' }
  | { type: 'copy-report'; text: string }
  | { type: 'report-told'; text: string };

declare module '../../../window/contract.ts' {
  interface FeatureStates {
    doctor: DoctorState;
  }
  interface Messages {
    doctor: DoctorMessage;
  }
}

export const NO_DOCTOR: DoctorState = {
  run: 0,
  subject: null,
  steps: [],
  trying: null,
  report: null,
  isRunning: false,
  failure: null,
  told: '',
};

export function reduceDoctor(doctor: DoctorState, message: Message, draft: Draft | null): DoctorState {
  const isOfThis = 'run' in message && message.run === doctor.run && doctor.isRunning;
  switch (message.type) {
    case 'examine':
      return draft
        ? begin(doctor, { kind: 'profile', id: draft.profile.id, name: draft.profile.name })
        : doctor;
    case 'examine-typed':
      return begin(doctor, { kind: 'typed' });
    case 'examine-current':
      return begin(doctor, { kind: 'current', id: message.id, name: message.name });
    case 'doctor-step':
      // The report has every step, and may come before the last single step.
      return isOfThis ? { ...doctor, steps: [...doctor.steps, message.step], trying: message.next } : doctor;
    case 'doctor-done': {
      const { report } = message;
      return isOfThis ? { ...doctor, steps: report.steps, report, trying: null, isRunning: false } : doctor;
    }
    case 'doctor-failed':
      return isOfThis ? { ...doctor, failure: message.failure, trying: null, isRunning: false } : doctor;
    case 'doctor-left':
      return doctor.isRunning ? { ...NO_DOCTOR, run: doctor.run } : doctor;
    case 'select-connection':
    case 'draft-made':
      // Another connection is shown: findings about one that is not in the list give way to it.
      return doctor.subject?.kind === 'profile' ? doctor : { ...NO_DOCTOR, run: doctor.run };
    case 'report-told':
      return { ...doctor, told: message.text };
    default:
      return doctor;
  }
}

const begin = (doctor: DoctorState, subject: Subject): DoctorState => ({
  ...NO_DOCTOR,
  run: doctor.run + 1,
  subject,
  // With Sentinels theirs is the first step: main's first report corrects this.
  trying: 'resolve',
  isRunning: true,
});

/** The subject of the page beside a draft; null if the draft's connection has not been examined. */
export const shownSubject = ({ subject }: DoctorState, draft: Draft | null): Subject | null =>
  subject?.kind === 'profile' && subject.id !== draft?.profile.id ? null : subject;
