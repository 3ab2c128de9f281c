import { readdirSync } from 'node:fs';
import { defineConfig } from 'eslint/config';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

/** Packages that only one place may import: DESIGN's list. The place itself lifts its own ban below. */
const OWNED = [
  { group: ['ioredis', 'ioredis/*'], message: 'Only main/cluster/wire/ioredis.ts imports ioredis.' },
  {
    group: ['electron', 'electron/*'],
    message: 'Only main/desktop, main/{index,preload,program}.ts import electron.',
  },
  { group: ['@xterm/*'], message: 'Only renderer/repl imports xterm.' },
  { group: ['monaco-editor', 'monaco-editor/*'], message: 'Only renderer/editor imports Monaco.' },
];
/** What a folder may import of those beside it; it may always import itself and shared. HOUSE's rule, one row a folder. */
const CLUSTER = {
  wire: [],
  topology: ['wire'],
  commands: ['wire', 'topology'],
  routing: ['wire', 'topology'],
  streams: ['wire', 'topology', 'commands', 'routing', 'cluster.ts', 'cluster-members.ts'],
  guard: ['wire', 'topology', 'commands', 'routing', 'cluster.ts', 'cluster-members.ts'],
  slots: ['wire', 'topology', 'commands', 'routing', 'cluster.ts', 'cluster-members.ts'],
  scan: ['wire', 'topology', 'commands', 'routing', 'cluster.ts', 'cluster-members.ts'],
  operations: ['wire', 'topology', 'commands', 'routing', 'cluster.ts', 'cluster-members.ts'],
  session: [
    ...['wire', 'topology', 'commands', 'routing', 'cluster.ts', 'cluster-members.ts'],
    ...['streams', 'guard', 'slots'],
  ],
  debugger: ['wire', 'topology', 'commands', 'routing', 'cluster.ts', 'cluster-members.ts'],
  doctor: ['wire', 'topology', 'commands'],
};
const MAIN = {
  cluster: [],
  demo: ['cluster'],
  lesson: ['demo', 'cluster', 'storage'],
  local: ['demo', 'cluster', 'storage'],
  storage: [],
  connections: ['storage', 'cluster/wire', 'cluster/topology', 'cluster/doctor'],
  operating: ['cluster', 'storage'],
  workspace: ['connections', 'storage', 'cluster', 'demo', 'lesson', 'local', 'operating'],
  desktop: ['workspace', 'connections', 'storage'],
  headless: ['cluster', 'connections', 'storage', 'operating'],
};
const RENDERER = { kit: [], repl: ['kit'], editor: ['kit', 'repl'] };
const FEATURES = readdirSync('renderer/features', { withFileTypes: true }).filter((e) => e.isDirectory());
const zonesOf = (root, folders) =>
  Object.entries(folders).map(([folder, others]) => ({
    target: `${root}/${folder}`,
    from: root,
    except: [folder, ...others].map((name) => `./${name}`),
  }));
const ZONES = [
  { target: './shared', from: ['./main', './renderer', './test'] },
  { target: './main', from: ['./renderer', './test'] },
  { target: './renderer', from: ['./main', './test'] },
  ...zonesOf('./main', MAIN),
  ...zonesOf('./main/cluster', CLUSTER),
  ...zonesOf('./renderer', RENDERER),
  // Types of window and repl only: see below.
  ...zonesOf('./renderer/features', Object.fromEntries(FEATURES.map(({ name }) => [name, []]))),
];
const ownedBut = (name) => ['error', { patterns: OWNED.filter((p) => p.group[0] !== name) }];

export default defineConfig(
  { ignores: ['node_modules', 'out', 'release', 'test-results'] },
  tseslint.configs.recommended,
  {
    plugins: { 'import-x': importX, regexp },
    rules: {
      // A text of a few kilobytes must not hold main for seconds. A regex that moves over the text counts as well.
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential', ignoreSticky: false }],
      'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }],
      'no-restricted-imports': ['error', { patterns: OWNED }],
      'no-console': 'off',
      eqeqeq: 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'import-x/no-cycle': 'error',
      'import-x/no-restricted-paths': [
        'error',
        {
          basePath: import.meta.dirname,
          zones: ZONES,
        },
      ],
    },
    settings: {
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'] })],
    },
  },
  {
    files: ['main/cluster/wire/ioredis.ts', 'test/bench/failover.bench.ts'],
    rules: { 'no-restricted-imports': ownedBut('ioredis') },
  },
  {
    files: ['main/{index,preload,program}.ts', 'main/desktop/**'],
    rules: { 'no-restricted-imports': ownedBut('electron') },
  },
  {
    // A feature takes types of the window and of the shell, never their code: they know features, not the other way.
    files: ['renderer/features/*/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['**/window/**', '**/repl/**'], allowTypeImports: true, message: 'Types only.' },
            { group: ['**/editor/**'], message: 'A feature does not import the editor.' },
          ],
        },
      ],
    },
  },
  { files: ['renderer/repl/**'], rules: { 'no-restricted-imports': ownedBut('@xterm/*') } },
  { files: ['renderer/editor/**'], rules: { 'no-restricted-imports': ownedBut('monaco-editor') } },
  { files: ['test/**', '*.config.*'], rules: { 'no-restricted-imports': 'off' } },
);
