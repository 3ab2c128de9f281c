/** Tries each step of a connection and reports what works, what fails, and what to do. It only reads. */
import {
  DOCTOR_STEPS,
  PROXY_STEPS,
  SENTINEL_STEPS,
  type DoctorReport,
  type DoctorStep,
  type DoctorStepName,
} from '../../../shared/connections/doctor.ts';
import { AddressMap } from '../topology/address-map.ts';
import { parseAddress } from '../wire/address.ts';
import { ConnectionError } from '../wire/errors.ts';
import { FailureError } from '../../../shared/failure.ts';
import { NodeConnection } from '../wire/node-connection.ts';
import {
  skipped,
  textOfError,
  type Diagnostics,
  type Finding,
  type DiagnosticsTarget,
  type Side,
} from './diagnostics.ts';
import { isDenied } from '../wire/read-reply.ts';
import { checkCoverage, checkState } from './cluster-steps.ts';
import { checkLogin } from './login-step.ts';
import { checkMigrations } from './migrations-step.ts';
import { checkNodes } from './node-step.ts';
import { checkPermissions } from './permissions-step.ts';
import { checkMasterName } from './sentinel-step.ts';
import { checkClock, checkKind, checkVersion } from './server-steps.ts';
import { checkTls } from './tls-step.ts';
import { checkNames, checkPorts, checkProxy, checkTunnel } from './transport-steps.ts';

type Check = (diagnostics: Diagnostics) => Promise<Finding>;

const onSentinels =
  (check: (diagnostics: Diagnostics, side: Side) => Promise<Finding>): Check =>
  (diagnostics) =>
    check(diagnostics, diagnostics.findings.sentinels);
const onServers =
  (check: (diagnostics: Diagnostics, side: Side) => Promise<Finding>): Check =>
  (diagnostics) =>
    check(diagnostics, diagnostics.findings.servers);

const CHECKS: { readonly [name in DoctorStepName]: Check } = {
  'sentinel-resolve': onSentinels(checkNames),
  'sentinel-tcp': onSentinels(checkPorts),
  'sentinel-tls': onSentinels(checkTls),
  'sentinel-login': onSentinels(checkLogin),
  'sentinel-master': checkMasterName,
  'master-resolve': onServers(checkNames),
  'master-tcp': onServers(checkPorts),
  resolve: onServers(checkNames),
  proxy: checkProxy,
  ssh: checkTunnel,
  tcp: onServers(checkPorts),
  tls: onServers(checkTls),
  login: onServers(checkLogin),
  kind: checkKind,
  permissions: checkPermissions,
  state: checkState,
  coverage: checkCoverage,
  migrations: checkMigrations,
  nodes: checkNodes,
  clock: checkClock,
  version: checkVersion,
};

/** Without these there is no connection. */
const NEEDED: ReadonlySet<DoctorStepName> = new Set([
  'proxy',
  'ssh',
  'sentinel-tcp',
  'sentinel-tls',
  'sentinel-login',
  'sentinel-master',
  'master-tcp',
  'tcp',
  'tls',
  'login',
]);

/** Characters of one text in the report. */
const MAX_TEXT = 1000;

/**
 * Calls `onStep` with each finished step and the name of the next one (null after the last). No step takes much longer
 * than `connectTimeout`. An aborted signal closes every socket and rejects with a FailureError (`cancelled`).
 */
export async function examine(
  target: DiagnosticsTarget,
  onStep: (step: DoctorStep, next: DoctorStepName | null) => void,
  signal: AbortSignal = new AbortController().signal,
): Promise<DoctorReport> {
  const startedAt = Date.now();
  const start = performance.now();
  const opened: NodeConnection[] = [];
  const end = () => {
    for (const connection of opened) connection.close();
  };
  const stopped = new Promise<never>((_, reject) => {
    const stop = () => {
      end();
      reject(new FailureError('cancelled', 'The examination was stopped.', 'Run it again at any time.'));
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  const diagnostics = admit(target, signal, opened);
  let plan: readonly DoctorStepName[] = target.sentinel ? SENTINEL_STEPS : DOCTOR_STEPS;
  const steps: DoctorStep[] = [];
  try {
    for (let at = 0; at < plan.length; at++) {
      const name = plan[at]!;
      const began = performance.now();
      const check = CHECKS[name](diagnostics).catch((error: unknown): Finding =>
        isDenied(error)
          ? skipped('the user lacks permission')
          : { status: 'failed', found: textOfError(error) },
      );
      const finding = await Promise.race([check, stopped]);
      const milliseconds = performance.now() - began;
      const { kind } = diagnostics.findings;
      if (name === 'kind' && (kind === 'proxy' || kind === 'codis'))
        plan = [...plan.slice(0, at + 1), ...PROXY_STEPS[kind]];
      const step = bounded({ name, advice: '', details: [], remedy: null, ...finding, milliseconds });
      steps.push(step);
      onStep(step, plan[at + 1] ?? null);
    }
  } finally {
    end();
  }
  return { startedAt, milliseconds: performance.now() - start, steps, usable: isUsable(steps) };
}

/** Bounds texts that may quote a server. */
const bounded = (step: DoctorStep): DoctorStep => ({
  ...step,
  found: step.found.slice(0, MAX_TEXT),
  advice: step.advice.slice(0, MAX_TEXT),
  details: step.details.map(({ text, good }) => ({ text: text.slice(0, MAX_TEXT), good })),
});

function admit(target: DiagnosticsTarget, signal: AbortSignal, opened: NodeConnection[]): Diagnostics {
  const { seeds, entries, sentinel } = target;
  const map = new AddressMap(entries);
  const connection = { ...target.connection, reach: map.reach };
  return {
    ...target,
    signal,
    map,
    findings: {
      sentinels: {
        what: 'Sentinel',
        // A Sentinel has no databases.
        connection: { ...(sentinel?.connection ?? connection), reach: map.reach, database: 0, protocol: 2 },
        places: sentinel?.sentinels ?? [],
        open: [],
        loggedIn: [],
      },
      servers: {
        what: sentinel ? 'master' : 'seed',
        connection,
        places: sentinel ? [] : seeds,
        open: [],
        loggedIn: [],
      },
      kind: 'unknown',
      announced: [],
    },
    open(node, { connection: settings }) {
      if (signal.aborted) throw new ConnectionError('cancelled', 'the examination was stopped', false);
      const place = parseAddress(node) ?? { host: node, port: 0 };
      const one = new NodeConnection({ ...settings, ...place, own: 'panels' });
      opened.push(one);
      return one;
    },
  };
}

function isUsable(steps: readonly DoctorStep[]): DoctorReport['usable'] {
  if (steps.some(({ name, status }) => status === 'failed' && NEEDED.has(name))) return 'no';
  return steps.some(({ status }) => status === 'failed' || status === 'warning') ? 'partly' : 'yes';
}
