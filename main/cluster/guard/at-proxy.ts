/** Refuses commands that a proxy would refuse, misread, or answer wrongly, before they are sent. */
import {
  CODIS,
  isCodisName,
  OLD_CODIS,
  codisKeyIndex,
  isDividedByCodis,
  isNeverSentToCodis,
  refusedByCodis,
} from '../../../shared/cluster/codis.ts';
import { groupOfSlot } from '../../../shared/cluster/codis-groups.ts';
import { refusedByTwemproxy, TWEMPROXY } from '../../../shared/cluster/twemproxy.ts';
import { codisWords, twemproxyWords } from '../../../shared/cluster/words.ts';
import type { Failure } from '../../../shared/failure.ts';
import { readable } from '../../../shared/format/escape.ts';
import type { LanguageName } from '../../../shared/language/language.ts';
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
  const never = isStream || (isCodisName(server.name) && isNeverSentToCodis(args));
  const isSent = mode === 'off' && !never;
  const told = isSent ? null : refusalIn('en', server, args, never);
  if (told) {
    const translations = { 'zh-Hans': refusalIn('zh-Hans', server, args, never) ?? told };
    return { code: 'refused', ...told, translations };
  }
  return server.name === CODIS ? refuseApart(cluster, args, keys) : null;
}

/** `never`: also with redirects off. Null if the proxy takes it. */
function refusalIn(
  language: LanguageName,
  { name, commands }: AtProxy['server'],
  args: Args,
  never: boolean,
): Pick<Failure, 'message' | 'advice'> | null {
  const isTwemproxy = name === TWEMPROXY;
  const refusal = isTwemproxy
    ? refusedByTwemproxy(args, commands, language)
    : isCodisName(name)
      ? refusedByCodis(args, language, name === OLD_CODIS)
      : null;
  if (!refusal) return null;
  const { message, advice } = refusal;
  const words = isTwemproxy ? twemproxyWords(language) : codisWords(language);
  return { message, advice: never ? advice : words.sentWhenOff({ advice }) };
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
  const first = codisKeyIndex(args);
  const known = {
    command: readable(args[0]!.subarray(0, 64)).toUpperCase(),
    key: nameOf(first < args.length ? first : placed[0]!.index),
    slots: named.join(', ') + (more > 0 ? ', …' : ''),
  };
  const textIn = (language: LanguageName) => {
    const words = codisWords(language);
    return { message: words.apart(known), advice: words.apartAdvice };
  };
  return { code: 'refused', ...textIn('en'), translations: { 'zh-Hans': textIn('zh-Hans') } };
}
