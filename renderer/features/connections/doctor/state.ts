/** What the connection doctor has found so far. */
import type { DoctorReport, DoctorStep, DoctorStepName } from '../../../../shared/connections/doctor.ts';
import type { Failure } from '../../../../shared/failure.ts';
import type { TypedSecrets } from '../../../../shared/connections/saved-connection.ts';
import type { Draft } from '../state.ts';
import type { Message } from '../../../window/message.ts';

/** What is examined. */
export type Subject =
  /** A connection in the form, by its id. */
  | { kind: 'profile'; id: string; name: string }
  /** What is typed in the quick field. */
  | { kind: 'typed' }
  /** What this window was last told to connect to; `id` of the saved connection, if it is one. */
  | { kind: 'current'; id: string; name: string };

export interface DoctorState {
  /** Number of the last run. What comes of others is not heard. */
  run: number;
  subject: Subject | null;
  steps: readonly DoctorStep[];
  /** What is being tried; null while nothing is. */
  trying: DoctorStepName | null;
  report: DoctorReport | null;
  isRunning: boolean;
  /** Why it could not even begin. */
  failure: Failure | null;
  /** A word about what became of the report: copied, or not. */
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
  /** Nobody looks at it any more. */
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
      // The report, which has all of them, may come before what was told on the way.
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
      // Another one is looked at: what was found of one that is not in the list gives way to it.
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
  // Where Sentinels are asked, theirs is the first: main's first word puts it right.
  trying: 'resolve',
  isRunning: true,
});

/** What the page beside a draft is about; null where its own connection has not been examined. */
export const shownSubject = ({ subject }: DoctorState, draft: Draft | null): Subject | null =>
  subject?.kind === 'profile' && subject.id !== draft?.profile.id ? null : subject;
