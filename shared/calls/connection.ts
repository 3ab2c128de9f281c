/** Saved connections: connecting to them, editing them, and moving them to and from files. */
import { z } from 'zod';
import { profileSchema, type Profile } from '../connections/profile.ts';
import type { ProfileProblem } from '../connections/profile-problems.ts';
import { KEEPS, type ImportAnswer } from '../connections/saved-connection.ts';
import type { SessionState } from '../session/session.ts';
import { call, returns } from './call.ts';
import { nothing, secrets, target } from './fields.ts';

const keep = z.enum(KEEPS);
const id = z.uuid();

export const connectionCalls = {
  /** Saves under a name what was typed to connect. `notes` says which parts of it cannot be saved. */
  saveConnection: call(
    z.object({
      target,
      name: z.string().trim().min(1).max(200),
      production: z.boolean(),
      readOnly: z.boolean(),
    }),
    returns<{ id: string; notes: string[] }>(),
  ),
  /** Typed secrets replace kept ones, and are kept once the connection is open. */
  connectSaved: call(z.object({ id, secrets, keep }), returns<SessionState>()),
  /** Reads again what other programs may have changed; the event `connections` follows. */
  reloadConnections: call(nothing, returns<void>()),
  /** Returns a new profile to edit, not saved yet. */
  draftConnection: call(nothing, returns<Profile>()),
  /** Field by field; empty for a profile that can be saved. */
  profileProblems: call(z.object({ profile: z.unknown() }), returns<ProfileProblem[]>()),
  saveProfile: call(z.object({ profile: profileSchema, secrets, keep }), returns<void>()),
  /** Returns the copy's id. */
  duplicateConnection: call(z.object({ id }), returns<string>()),
  deleteConnection: call(z.object({ id }), returns<void>()),
  undoDelete: call(z.object({ id }), returns<void>()),
  /**
   * Reads a text, or a file that the user chooses; nothing is saved before takeImport. `passphrase` opens the sealed text
   * that was read last.
   */
  readImport: call(
    z.union([
      z.object({
        text: z
          .string()
          .min(1)
          .max(1 << 24),
      }),
      z.object({ file: z.literal(true) }),
      z.object({ passphrase: z.string().max(10_000) }),
    ]),
    returns<ImportAnswer>(),
  ),
  /** Saves these connections of the last import. */
  takeImport: call(z.object({ ids: z.array(id).max(5000), keep }), returns<void>()),
  /** Without secrets, or with them, sealed by the passphrase. Returns the path, or null if the user cancels. */
  exportConnections: call(
    z.object({ ids: z.array(id).min(1).max(5000), passphrase: z.string().max(10_000).nullable() }),
    returns<string | null>(),
  ),
};
