/**
 * Everything a user can do by menu, shortcut or palette: one table for all three, so that none lacks what another has. The
 * choices of a setting are in its row (shared/session/settings.ts).
 * In the shell, readline's keys (Ctrl+A, B, D, E, F, H, N, P, T, U, W, Y) come first, so no action uses them. Ctrl+K deletes to
 * the end of the line there, and opens the palette if there is nothing to delete.
 */
export interface Action {
  name: string;
  label: string;
  menu: 'Connection' | 'Edit' | 'View' | 'Go' | 'Demo' | 'Help';
  /** As `CmdOrCtrl+Shift+N`; CmdOrCtrl is Cmd on macOS. The user may choose others: shared/session/shortcuts.ts. */
  shortcut?: string;
  /** Set if the action shows a view in the middle or an inspector tab. Its key is `show-` and the feature's name. */
  opens?: 'view' | 'tab';
  /** The view's tab comes before those of the shells. */
  first?: boolean;
  /** The view has a tab only while it is shown. */
  isRare?: boolean;
}

export const ACTIONS = [
  { name: 'connect', label: 'Connect to a cluster…', menu: 'Connection', shortcut: 'CmdOrCtrl+Shift+N' },
  { name: 'new-window', label: 'New window', menu: 'Connection', shortcut: 'CmdOrCtrl+Alt+N' },
  { name: 'examine', label: 'Examine the connection', menu: 'Connection' },
  { name: 'disconnect', label: 'Disconnect', menu: 'Connection' },
  { name: 'refresh', label: 'Refresh the slot map', menu: 'Connection', shortcut: 'F5' },
  {
    name: 'mode-direct',
    label: 'Redirects: direct (the slot cache picks the node)',
    menu: 'Connection',
    shortcut: 'CmdOrCtrl+1',
  },
  {
    name: 'mode-follow',
    label: 'Redirects: follow (as redis-cli -c)',
    menu: 'Connection',
    shortcut: 'CmdOrCtrl+2',
  },
  {
    name: 'mode-off',
    label: 'Redirects: off (as redis-cli without -c)',
    menu: 'Connection',
    shortcut: 'CmdOrCtrl+3',
  },
  { name: 'protocol-2', label: 'Protocol: RESP2', menu: 'Connection' },
  { name: 'protocol-3', label: 'Protocol: RESP3', menu: 'Connection' },
  { name: 'new-shell', label: 'New shell', menu: 'Connection', shortcut: 'CmdOrCtrl+Shift+O' },
  { name: 'close-shell', label: 'Close this shell', menu: 'Connection', shortcut: 'CmdOrCtrl+Shift+W' },
  { name: 'next-shell', label: 'Next shell', menu: 'Go', shortcut: 'CmdOrCtrl+PageDown' },
  { name: 'previous-shell', label: 'Previous shell', menu: 'Go', shortcut: 'CmdOrCtrl+PageUp' },
  { name: 'copy', label: 'Copy', menu: 'Edit', shortcut: 'CmdOrCtrl+Shift+C' },
  { name: 'paste', label: 'Paste and run complete lines', menu: 'Edit', shortcut: 'CmdOrCtrl+Shift+V' },
  {
    name: 'show-app-settings',
    label: 'Settings',
    menu: 'Edit',
    shortcut: 'CmdOrCtrl+,',
    opens: 'view',
    isRare: true,
  },
  { name: 'find', label: 'Find in the transcript…', menu: 'Edit', shortcut: 'CmdOrCtrl+Shift+F' },
  { name: 'snippets', label: 'Snippets…', menu: 'Edit', shortcut: 'CmdOrCtrl+Shift+Y' },
  { name: 'copy-plain', label: 'Copy the selected or last command as text', menu: 'Edit' },
  { name: 'copy-redis-cli', label: 'Copy the selected or last command as redis-cli prints it', menu: 'Edit' },
  { name: 'copy-json', label: 'Copy the selected or last command as JSON with its trace', menu: 'Edit' },
  { name: 'copy-all-plain', label: 'Copy the transcript as text', menu: 'Edit' },
  { name: 'copy-all-redis-cli', label: 'Copy the transcript as redis-cli prints it', menu: 'Edit' },
  { name: 'copy-all-json', label: 'Copy the transcript as JSON with traces', menu: 'Edit' },
  { name: 'save-transcript', label: 'Save the transcript as redis-cli prints it…', menu: 'Edit' },
  { name: 'save-transcript-json', label: 'Save the transcript as JSON with traces…', menu: 'Edit' },
  { name: 'clear', label: 'Clear the transcript', menu: 'Edit', shortcut: 'CmdOrCtrl+L' },
  { name: 'clear-history', label: 'Delete the history of this connection', menu: 'Edit' },
  { name: 'cancel', label: 'Stop the running command', menu: 'Edit' },
  { name: 'palette', label: 'Commands and keys…', menu: 'View', shortcut: 'CmdOrCtrl+K' },
  { name: 'context-menu', label: 'Menu of what has the focus', menu: 'View' },
  { name: 'toggle-nodes', label: 'Show or hide Nodes', menu: 'View', shortcut: 'CmdOrCtrl+Shift+B' },
  {
    name: 'toggle-inspector',
    label: 'Show or hide the inspector',
    menu: 'View',
    shortcut: 'CmdOrCtrl+Shift+I',
  },
  {
    name: 'toggle-editor',
    label: 'Show or hide the editor',
    menu: 'View',
    shortcut: 'CmdOrCtrl+Shift+E',
  },
  { name: 'split-right', label: 'Split right', menu: 'View', shortcut: 'CmdOrCtrl+4' },
  { name: 'split-down', label: 'Split down', menu: 'View', shortcut: 'CmdOrCtrl+5' },
  { name: 'other-pane', label: 'Focus the other pane', menu: 'View', shortcut: 'CmdOrCtrl+6' },
  { name: 'close-pane', label: 'Close this pane', menu: 'View', shortcut: 'CmdOrCtrl+7' },
  { name: 'broadcast', label: 'Broadcast lines to other shells', menu: 'View', shortcut: 'CmdOrCtrl+Alt+B' },
  { name: 'zoom-in', label: 'Larger', menu: 'View', shortcut: 'CmdOrCtrl+=' },
  { name: 'zoom-out', label: 'Smaller', menu: 'View', shortcut: 'CmdOrCtrl+-' },
  { name: 'zoom-reset', label: 'Actual size', menu: 'View', shortcut: 'CmdOrCtrl+0' },
  { name: 'focus-shell', label: 'Go to the shell', menu: 'Go', shortcut: 'CmdOrCtrl+Shift+S' },
  { name: 'next-panel', label: 'Next panel', menu: 'Go', shortcut: 'F6' },
  { name: 'previous-panel', label: 'Previous panel', menu: 'Go', shortcut: 'Shift+F6' },
  {
    name: 'show-situation',
    label: 'Situation',
    menu: 'Go',
    shortcut: 'CmdOrCtrl+Shift+A',
    opens: 'view',
    first: true,
  },
  { name: 'show-map', label: 'Slot map', menu: 'Go', shortcut: 'CmdOrCtrl+Shift+M', opens: 'view' },
  { name: 'show-calculator', label: 'Key slots', menu: 'Go', shortcut: 'CmdOrCtrl+Shift+K', opens: 'view' },
  { name: 'show-tags', label: 'Hash tags', menu: 'Go', shortcut: 'CmdOrCtrl+Shift+H', opens: 'view' },
  { name: 'show-nodes', label: 'Nodes', menu: 'Go', shortcut: 'CmdOrCtrl+Shift+D', opens: 'view' },
  {
    name: 'show-operations',
    label: 'Operations',
    menu: 'Go',
    shortcut: 'CmdOrCtrl+Shift+G',
    opens: 'view',
  },
  { name: 'show-local', label: 'Local nodes', menu: 'Go', shortcut: 'CmdOrCtrl+Shift+J', opens: 'view' },
  { name: 'show-create', label: 'Create a cluster', menu: 'Go', opens: 'view', isRare: true },
  {
    name: 'show-cluster-settings',
    label: 'Settings of the cluster',
    menu: 'Go',
    opens: 'view',
    isRare: true,
  },
  { name: 'show-trace', label: 'Trace', menu: 'Go', shortcut: 'CmdOrCtrl+Shift+T', opens: 'tab' },
  { name: 'show-slot', label: 'Slot', menu: 'Go', shortcut: 'CmdOrCtrl+J', opens: 'tab' },
  { name: 'show-timeline', label: 'Changes', menu: 'Go', shortcut: 'CmdOrCtrl+Shift+L', opens: 'tab' },
  { name: 'demo-start', label: 'Start the demo cluster', menu: 'Demo' },
  { name: 'demo-copy', label: 'Copy a redis-cli command for the demo cluster', menu: 'Demo' },
  { name: 'demo-stop', label: 'Stop the demo cluster and delete it', menu: 'Demo' },
  { name: 'learn', label: 'Learn: a cluster in 16 lessons', menu: 'Help' },
  { name: 'lesson-next', label: 'Lesson: next', menu: 'Help', shortcut: 'Alt+PageDown' },
  { name: 'lesson-back', label: 'Lesson: back', menu: 'Help', shortcut: 'Alt+PageUp' },
  { name: 'lesson-act', label: "Lesson: do the step's action", menu: 'Help', shortcut: 'Alt+Enter' },
  {
    name: 'lesson-reset',
    label: "Lesson: reset the lesson's cluster…",
    menu: 'Help',
    shortcut: 'CmdOrCtrl+Shift+R',
  },
  { name: 'lesson-leave', label: 'Lesson: leave', menu: 'Help', shortcut: 'CmdOrCtrl+Shift+X' },
  { name: 'keys', label: 'All keys', menu: 'Help', shortcut: 'F1' },
  { name: 'check-updates', label: 'Check for updates…', menu: 'Help' },
  { name: 'open-logs', label: 'Open logs folder', menu: 'Help' },
  { name: 'report', label: 'Report a problem…', menu: 'Help' },
  { name: 'about', label: 'About Slotshell', menu: 'Help' },
  { name: 'show-licences', label: 'Licences', menu: 'Help', opens: 'view', isRare: true },
] as const satisfies readonly Action[];

export type ActionName = (typeof ACTIONS)[number]['name'];

type Opener<Place> = Extract<(typeof ACTIONS)[number], { opens: Place }>['name'];
type Opened<Name> = Name extends `show-${infer Feature}` ? Feature : never;
/** A feature that has a view in the middle. */
export type ViewName = Opened<Opener<'view'>>;
/** A feature that has a tab in the inspector. */
export type TabName = Opened<Opener<'tab'>>;
