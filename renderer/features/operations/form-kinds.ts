/** Operations that this view has a form for; `add` is a primary or a replica. */
export const FORM_KINDS = [
  'add',
  'reshard',
  'rebalance',
  'remove-node',
  'replace-node',
  'failover',
  'replicate',
  'forget',
  'fix',
] as const;
export type FormKind = (typeof FORM_KINDS)[number];
