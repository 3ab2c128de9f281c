/** Texts of the snippets. */
export const words = {
  title: 'Snippets',
  group: 'Snippet',
  list: 'Snippets of this connection and of all',
  none: 'No snippets yet. Keep a line here, with {{name}} for what differs each time.',
  forAll: 'all connections',
  keys: '↑↓ choose · Enter puts it into the shell · Tab there goes through the gaps · Delete removes it',
  insert: 'Insert',
  remove: (name: string) => `Delete the snippet ${name}`,
  removeShort: 'Delete',
  line: 'Line',
  linePlaceholder: 'zrange {{key}} 0 {{count}} withscores',
  name: 'Name (optional)',
  scope: 'For all connections',
  keep: 'Keep',
  secret: 'Not kept: a line with a password. Put a gap in its place, as in AUTH {{password}}.',
};
