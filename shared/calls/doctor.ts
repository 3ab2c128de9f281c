/** The connection doctor. */
import { z } from 'zod';
import type { DoctorReport } from '../connections/doctor.ts';
import { profileSchema } from '../connections/profile.ts';
import { call, returns } from './call.ts';
import { nothing, secrets, target } from './fields.ts';

const run = z.int();

export const doctorCalls = {
  /**
   * Tries a connection step by step: a profile, a typed target, or the last one that this window connected to. Each step
   * is an event `doctor` with the number of the run. One at a time: another run, or stopExamining, ends the current one.
   */
  examine: call(
    z.union([
      z.object({ run, profile: profileSchema, secrets }),
      z.object({ run, target }),
      z.object({ run, current: z.literal(true) }),
    ]),
    returns<DoctorReport>(),
  ),
  stopExamining: call(nothing, returns<void>()),
};
