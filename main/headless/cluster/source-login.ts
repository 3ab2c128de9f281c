/** Where keys are imported from, and how to log in there: the source has a login of its own, and never gets the cluster's. */
import { parseAddress } from '../../cluster/wire/address.ts';
import type { ConnectionOptions } from '../../cluster/wire/link-options.ts';
import type { RequestOf } from '../../../shared/operations/request.ts';
import { OperationNodes } from '../../cluster/operations/reading/nodes.ts';
import { readSource } from '../../cluster/operations/transfer/read-source.ts';
import type { ClusterArguments } from './arguments.ts';

type Connection = Omit<ConnectionOptions, 'host' | 'port'>;

/** redis-cli cuts `host:port@busport` at the @. */
export const cut = (text: string): string => text.replace(/@\d+$/, '');

/** Why there is no source; null if there is one. The first two are redis-cli's. */
export function sourceProblem({ options }: ClusterArguments): string | null {
  const from = options.get('--cluster-from')?.at(-1);
  if (from === undefined) return "[ERR] Option '--cluster-from' is required for subcommand 'import'.";
  if (!parseAddress(cut(from)))
    return '[ERR] Invalid --cluster-from host. You need to pass a valid address (ie. 120.0.0.1:7000).';
  return loginProblem({ options });
}

/** redis-cli leaves a user without a password out, and logs in as the default user. */
function loginProblem({ options }: Pick<ClusterArguments, 'options'>): string | null {
  const hasPassword = options.has('--cluster-from-pass') || options.has('--cluster-from-askpass');
  return options.has('--cluster-from-user') && !hasPassword
    ? '[ERR] --cluster-from-user needs --cluster-from-pass or --cluster-from-askpass.'
    : null;
}

/** Said after a refusal by the source; empty if it is about something else than the login. */
export const loginHint = (refusal: string): string =>
  /\b(NOAUTH|WRONGPASS|invalid password)\b/.test(refusal)
    ? ' Log in there with --cluster-from-pass or --cluster-from-askpass, and --cluster-from-user.'
    : '';

/** `ask` shows a question and resolves with a line that is typed unseen. */
export async function openSource(
  { options }: ClusterArguments,
  { tls, ...connection }: Connection,
  ask: (question: string) => Promise<string>,
): Promise<OperationNodes> {
  const { ca, cert, key, rejectUnauthorized } = tls ?? {};
  const forSource = Object.entries({ ca, cert, key, rejectUnauthorized }).filter(
    ([, one]) => one !== undefined,
  );
  return new OperationNodes({
    ...connection,
    database: 0,
    username: options.get('--cluster-from-user')?.at(-1),
    password: options.has('--cluster-from-askpass')
      ? await ask('Please input import source node password: ')
      : options.get('--cluster-from-pass')?.at(-1),
    // As in redis-cli, --tls is for the cluster. --sni names its nodes.
    tls: options.has('--from-tls') ? Object.fromEntries(forSource) : undefined,
  });
}

/** Looked at before an import goes on, because a step that fails ends it: a wrong password would. Null if it can go on. */
export async function resumeProblem(
  given: ClusterArguments,
  { from, database }: RequestOf<'import'>,
  source: OperationNodes,
): Promise<string | null> {
  const problem = loginProblem(given);
  if (problem !== null) return problem;
  const answer = await readSource(source, from, database);
  return 'refusal' in answer ? `[ERR] ${answer.refusal}${loginHint(answer.refusal)}` : null;
}
