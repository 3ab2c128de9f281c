/** Refuses commands that a proxy would refuse, misread, or answer wrongly, before they are sent. */
import {
  CODIS,
  codisKeyIndex,
  isDividedByCodis,
  isNeverSentToCodis,
  refusedByCodis,
} from '../../../shared/cluster/codis.ts';
import { groupOfSlot } from '../../../shared/cluster/codis-groups.ts';
import { refusedByTwemproxy, TWEMPROXY } from '../../../shared/cluster/twemproxy.ts';
import { codisWords } from '../../../shared/cluster/words.ts';
import type { Failure } from '../../../shared/failure.ts';
import { readable } from '../../../shared/format/escape.ts';
import type { RedirectMode } from '../../../shared/session/session.ts';
import type { Cluster } from '../cluster.ts';

type Args = readonly Uint8Array[];
type Keys = readonly { index: number; slot: number }[];
type AtProxy = Pick<Cluster, 'server' | 'topology' | 'options'>;

/**
 * With redirects off a command is sent anyway. A stream is not: it would open again each time the proxy closes it. Nor is
 * MULTI: the commands after it would run alone. Null if it may be sent.
 */
export function refuseAtProxy(
  cluster: AtProxy,
  { mode, isStream }: { mode: RedirectMode; isStream: boolean },
  args: Args,
  keys: Keys,
): Failure | null {
  const { server } = cluster;
  const never = isStream || (server.name === CODIS && isNeverSentToCodis(args));
  const isSent = mode === 'off' && !never;
  const refusal =
    server.name === TWEMPROXY
      ? refusedByTwemproxy(args, server.commands)
      : server.name === CODIS
        ? refusedByCodis(args)
        : null;
  if (refusal && !isSent) {
    const advice = never ? refusal.advice : `${refusal.advice} With redirects off it is sent all the same.`;
    return { code: 'refused', message: refusal.message, advice };
  }
  return server.name === CODIS ? refuseApart(cluster, args, keys) : null;
}

/** The most keys that are named. */
const NAMED = 6;

/** In production, a command whose keys are in several groups, and which codis sends to one of them. */
function refuseApart({ topology, options }: AtProxy, args: Args, keys: Keys): Failure | null {
  if (options.environment !== 'production' || !topology?.codis || isDividedByCodis(args)) return null;
  const placed = keys.map(({ index, slot }) => ({
    index,
    slot,
    group: groupOfSlot(topology.codis!, slot)?.number ?? null,
  }));
  const isTogether = placed.every(({ group, slot }) =>
    group === null ? slot === placed[0]!.slot : group === placed[0]!.group,
  );
  if (isTogether) return null;
  const nameOf = (index: number) => readable(args[index]!.subarray(0, 40));
  const named = placed
    .slice(0, NAMED)
    .map(({ index, slot, group }) => `${nameOf(index)} → ${slot}${group === null ? '' : ` [${group}]`}`);
  const more = placed.length - named.length;
  const words = codisWords('en');
  const first = codisKeyIndex(args);
  return {
    code: 'refused',
    message: words.apart({
      command: readable(args[0]!.subarray(0, 64)).toUpperCase(),
      key: nameOf(first < args.length ? first : placed[0]!.index),
      slots: named.join(', ') + (more > 0 ? ', …' : ''),
    }),
    advice: words.apartAdvice,
  };
}
