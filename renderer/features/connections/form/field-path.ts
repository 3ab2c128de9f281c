/** A field of a profile by its path, as `ProfileProblem` names it: `name`, `tls.ca`. Pure. */
import type { Profile } from '../../../../shared/connections/profile.ts';

/** The parts that a connection has only if they are switched on. */
export type PartName = 'tls' | 'sentinel' | 'proxy' | 'ssh';
type Part<P extends PartName> = NonNullable<Profile[P]>;
type FieldOf<P extends PartName> = `${P}.${keyof Part<P> & string}`;

export type FieldPath = Exclude<keyof Profile, PartName> | { [P in PartName]: FieldOf<P> }[PartName];

export type ValueAt<F extends FieldPath> = F extends keyof Profile
  ? Profile[F]
  : F extends `${infer P extends PartName}.${infer Name}`
    ? Part<P>[Name & keyof Part<P>]
    : never;

/** The fields whose value is a V. */
export type PathOf<V> = { [F in FieldPath]: ValueAt<F> extends V ? F : never }[FieldPath];

const split = (path: FieldPath) => path.split('.') as [PartName, string] | [keyof Profile];

/** Undefined if its part is switched off. */
export function valueAt<F extends FieldPath>(profile: Profile, path: F): ValueAt<F> | undefined {
  const [first, second] = split(path);
  const value =
    second === undefined ? profile[first] : (profile[first] as Record<string, unknown> | null)?.[second];
  return value as ValueAt<F> | undefined;
}

/** The change that an edit makes. A part that is switched off stays off. */
export const changeAt =
  <F extends FieldPath>(path: F, value: ValueAt<F>) =>
  (profile: Profile): Partial<Profile> => {
    const [first, second] = split(path);
    if (second === undefined) return { [first]: value };
    const part = profile[first] as object | null;
    return { [first]: part && { ...part, [second]: value } };
  };
