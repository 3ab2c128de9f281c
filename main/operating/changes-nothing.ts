import type { OperationKind } from '../../shared/operations/request.ts';

/** Allowed on a read-only connection; a call is the user's own command. */
export const CHANGES_NOTHING: readonly OperationKind[] = ['call', 'backup'];
