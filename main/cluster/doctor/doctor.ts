/** Tries every step of a connection on its own, and says what works, what does not, and what to do. Only reads. */
import type { DoctorReport, DoctorStep, DoctorStepName } from '../../../shared/doctor.ts';
import { NodeConnection } from '../node-connection.ts';
import { parseAddress } from '../address.ts';
import { checkClock, checkKind, checkLogin, checkPermissions, checkVersion } from './server-steps.ts';
import { textOfError, type Checkup, type Finding, type Patient } from './checkup.ts';
import { checkCoverage, checkNodes, checkState } from './cluster-steps.ts';
import { checkNames, checkPorts, checkTls, checkTunnel } from './way-steps.ts';

type Check = (checkup: Checkup) => Promise<Finding>;

const CHECKS: readonly [DoctorStepName, Check][] = [
  ['resolve', checkNames],
  ['ssh', checkTunnel],
  ['tcp', checkPorts],
  ['tls', checkTls],
  ['login', checkLogin],
  ['kind', checkKind],
  ['permissions', checkPermissions],
  ['state', checkState],
  ['coverage', checkCoverage],
  ['nodes', checkNodes],
  ['clock', checkClock],
  ['version', checkVersion],
];

/** Without these there is no connection. */
const NEEDED: readonly DoctorStepName[] = ['ssh', 'tcp', 'tls', 'login'];

/** `onStep` is told of each step when it is done. Never rejects. */
export async function examine(patient: Patient, onStep: (step: DoctorStep) => void): Promise<DoctorReport> {
  const startedAt = Date.now();
  const start = performance.now();
  const opened: NodeConnection[] = [];
  const checkup: Checkup = {
    ...patient,
    findings: { open: [], connection: null, clustered: false, proxy: false, announced: [] },
    open(node) {
      const place = parseAddress(node) ?? { host: node, port: 0 };
      const connection = new NodeConnection({ ...patient.connection, ...place });
      opened.push(connection);
      return connection;
    },
  };
  const steps: DoctorStep[] = [];
  for (const [name, check] of CHECKS) {
    const began = performance.now();
    const finding = await check(checkup).catch((error: unknown): Finding => ({
      status: 'failed',
      found: textOfError(error),
    }));
    const step: DoctorStep = {
      name,
      advice: '',
      details: [],
      remedy: null,
      ...finding,
      milliseconds: performance.now() - began,
    };
    steps.push(step);
    onStep(step);
  }
  for (const connection of opened) connection.close();
  return { startedAt, milliseconds: performance.now() - start, steps, usable: isUsable(steps) };
}

function isUsable(steps: readonly DoctorStep[]): DoctorReport['usable'] {
  if (steps.some(({ name, status }) => status === 'failed' && NEEDED.includes(name))) return 'no';
  return steps.some(({ status }) => status === 'failed' || status === 'warning') ? 'partly' : 'yes';
}
