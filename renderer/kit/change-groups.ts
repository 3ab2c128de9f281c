/** The groups of changes that the timeline can be narrowed to. */
/** Kinds of changes that are shown and hidden together. */
export const CHANGE_GROUPS = ['slots', 'nodes', 'redirects'] as const;

export type ChangeGroup = (typeof CHANGE_GROUPS)[number];
