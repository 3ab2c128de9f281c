/** What the connection doctor has found so far. */
import type { DoctorReport, DoctorStep } from '../shared/doctor.ts';
import type { Failure } from '../shared/model.ts';
import type { TypedSecrets } from '../shared/saved-connection.ts';
import type { Draft } from './connections-state.ts';
import type { Message } from './message.ts';

export interface DoctorState {
  /** Number of the run that is shown; 0 before the first. What comes of others is not heard. */
  run: number;
  /** Id of the connection; null for what is typed in the quick field. */
  about: string | null;
  /** Name of it, or nothing. */
  name: string;
  steps: readonly DoctorStep[];
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
  | { type: 'doctor-step'; run: number; step: DoctorStep }
  | { type: 'doctor-done'; run: number; report: DoctorReport }
  | { type: 'doctor-failed'; run: number; failure: Failure }
  | { type: 'copy-report'; text: string }
  | { type: 'report-told'; text: string };

export const NO_DOCTOR: DoctorState = {
  run: 0,
  about: null,
  name: '',
  steps: [],
  report: null,
  isRunning: false,
  failure: null,
  told: '',
};

export function reduceDoctor(doctor: DoctorState, message: Message, draft: Draft | null): DoctorState {
  switch (message.type) {
    case 'examine':
    case 'examine-typed': {
      const about = message.type === 'examine' ? (draft?.profile ?? null) : null;
      if (message.type === 'examine' && !about) return doctor;
      return {
        ...NO_DOCTOR,
        run: doctor.run + 1,
        about: about?.id ?? null,
        name: about?.name ?? '',
        isRunning: true,
      };
    }
    case 'doctor-step':
      // The report, which has all of them, may come before what was told on the way.
      return message.run === doctor.run && doctor.isRunning
        ? { ...doctor, steps: [...doctor.steps, message.step] }
        : doctor;
    case 'doctor-done':
      return message.run === doctor.run
        ? { ...doctor, steps: message.report.steps, report: message.report, isRunning: false }
        : doctor;
    case 'doctor-failed':
      return message.run === doctor.run ? { ...doctor, failure: message.failure, isRunning: false } : doctor;
    case 'report-told':
      return { ...doctor, told: message.text };
    default:
      return doctor;
  }
}
