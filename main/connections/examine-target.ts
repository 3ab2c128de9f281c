/** Runs the connection doctor on a target. */
import type { DoctorReport, DoctorStep, DoctorStepName } from '../../shared/connections/doctor.ts';
import type { Target } from './launch-options.ts';

/** Receives the steps of an examination, and may end it. */
export interface Listener {
  /** `next` is null after the last step. */
  onStep(step: DoctorStep, next: DoctorStepName | null): void;
  signal: AbortSignal;
}

/** Uses its own sockets and tunnel, and leaves the target's alone. Rejects with a FailureError when it is ended. */
export async function examineTarget(target: Target, { onStep, signal }: Listener): Promise<DoctorReport> {
  const { seeds, connection, passwordFrom, sentinel, addressMap, proxy = null } = target;
  const tunnel = target.tunnel?.another() ?? null;
  // A proxy has no connection of its own: it is used as it is.
  const { examine } = await import('../cluster/doctor/doctor.ts');
  const transport = { dial: tunnel?.dial ?? proxy?.dial };
  try {
    return await examine(
      {
        seeds,
        connection: { ...connection, ...transport },
        passwordFrom,
        entries: addressMap?.entries ?? [],
        tunnel,
        proxy,
        sentinel: sentinel ? { ...sentinel, connection: { ...sentinel.connection, ...transport } } : null,
      },
      onStep,
      signal,
    );
  } finally {
    tunnel?.close();
  }
}
