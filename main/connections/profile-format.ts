/** The contents of profiles.json, as bytes and as values. Pure. */
import { z } from 'zod';
import { PROFILES_VERSION, profileSchema, type Profile } from '../../shared/connections/profile.ts';
import { utf8 } from '../../shared/resp/resp.ts';
import type { Read } from '../storage/kept-file.ts';

type Raw = { readonly [field: string]: unknown };

/** A profile, and the object it was read from: fields that a later program put there are written back as they were. */
export interface Entry {
  readonly profile: Profile;
  readonly raw: Raw;
}

export interface Profiles {
  readonly entries: readonly Entry[];
  /** Fields of the file other than ours, for the same reason. */
  readonly extras: Raw;
}

export const NO_PROFILES: Profiles = { entries: [], extras: {} };

/** Each takes the whole file from its version to the next one, and may throw if it cannot. */
export type Migrations = { readonly [version: number]: (file: Raw) => Raw };
const MIGRATIONS: Migrations = {};

/** JSON may be nested as deep as it is long; deeper JSON could be read, but not written again. */
const DEEPEST = 32;

/** Profiles that a file may hold. */
const MOST = 10_000;

const fileSchema = z.looseObject({ version: z.int().min(1), profiles: z.array(z.unknown()).max(MOST) });

/** Never throws. `version` and `migrations` are given by tests alone. */
export function readProfiles(
  bytes: Uint8Array,
  version: number = PROFILES_VERSION,
  migrations: Migrations = MIGRATIONS,
): Read<Profiles> {
  const json = readJson(bytes);
  if (typeof json === 'string') return { kind: 'damaged', why: json };
  const checked = fileSchema.safeParse(json.value);
  if (!checked.success) return { kind: 'damaged', why: 'it does not hold connections, or too many' };
  const newer = checked.data.version > version;
  const file = newer ? checked.data : migrated(checked.data, version, migrations);
  if (file === null)
    return { kind: 'damaged', why: `its format, ${checked.data.version}, could not be brought up to date` };
  const { version: _version, profiles, ...extras } = file;
  const { entries, left } = readEntries(profiles);
  const value = { entries, extras };
  return newer ? { kind: 'newer', value, version: checked.data.version } : { kind: 'good', value, left };
}

/** JSON of a bounded depth, or the reason why it is not. */
export function readJson(bytes: Uint8Array): { value: unknown } | string {
  const text = utf8(bytes);
  if (text === null) return 'it is not UTF-8';
  if (isDeep(text)) return 'it is nested too deeply';
  try {
    return { value: JSON.parse(text.replace(/^\ufeff/, '')) };
  } catch {
    // The parser's message quotes the text, which may be anything.
    return 'it is not JSON';
  }
}

function isDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (inString) {
      if (c === '\\') i++;
      else if (c === '"') inString = false;
    } else if (c === '"') inString = true;
    else if ((c === '[' || c === '{') && ++depth > DEEPEST) return true;
    else if (c === ']' || c === '}') depth--;
  }
  return false;
}

type File = z.infer<typeof fileSchema>;

function migrated(file: File, version: number, migrations: Migrations): File | null {
  let now: Raw = file;
  try {
    for (let from = file.version; from < version; from++) now = migrations[from]!(now);
  } catch {
    return null;
  }
  const checked = fileSchema.safeParse(now);
  return checked.success ? checked.data : null;
}

function readEntries(list: readonly unknown[]): { entries: Entry[]; left: string[] } {
  const entries: Entry[] = [];
  const left: string[] = [];
  const ids = new Set<string>();
  for (const [index, raw] of list.entries()) {
    const read = profileSchema.safeParse(raw);
    if (!read.success) {
      const fields = [...new Set(read.error.issues.map(({ path }) => path.join('.') || 'the whole of it'))];
      left.push(`Saved connection ${index + 1} could not be understood (${fields.slice(0, 5).join(', ')}).`);
    } else if (ids.has(read.data.id))
      left.push(`Saved connection ${index + 1} has the same id as one before it.`);
    else {
      ids.add(read.data.id);
      entries.push({ profile: read.data, raw: raw as Raw });
    }
  }
  const more = left.length - 5;
  return { entries, left: more > 0 ? [...left.slice(0, 5), `The same is true of ${more} more.`] : left };
}

/** Throws if there are more than can be read again. */
export function printProfiles({ entries, extras }: Profiles): string {
  if (entries.length > MOST) throw new Error(`there would be more than ${MOST}`);
  const profiles = entries.map(({ raw, profile }) => merged(raw, profile));
  return `${JSON.stringify({ ...extras, version: PROFILES_VERSION, profiles }, null, 2)}\n`;
}

/** `known` merged over the fields of `raw` that are not ours, at every level. */
function merged(raw: Raw, known: Raw): Raw {
  const pairs = Object.entries(known).map(([field, value]) => {
    const before = Object.hasOwn(raw, field) ? raw[field] : undefined;
    return [field, isObject(before) && isObject(value) ? merged(before, value) : value];
  });
  // Spread and fromEntries define properties: a field named __proto__ is a field.
  return { ...raw, ...Object.fromEntries(pairs) };
}

const isObject = (value: unknown): value is Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
