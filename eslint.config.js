import { defineConfig } from 'eslint/config';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

/** Packages that only one place may import: DESIGN's list. The place itself lifts its own ban below. */
const OWNED = [
  { group: ['ioredis', 'ioredis/*'], message: 'Only main/cluster/connection.ts imports ioredis.' },
  {
    group: ['electron', 'electron/*'],
    message: 'Only main/{index,window,menu,ipc,preload,secrets} import electron.',
  },
  { group: ['@xterm/*'], message: 'Only renderer/repl imports xterm.' },
  { group: ['monaco-editor', 'monaco-editor/*'], message: 'Only renderer/editor imports Monaco.' },
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
          zones: [
            { target: './shared', from: ['./main', './renderer', './test'] },
            { target: './main/cluster', from: './main', except: ['./cluster'] },
            { target: './main/demo', from: './main', except: ['./demo', './cluster'] },
            { target: './main', from: ['./renderer', './test'] },
            { target: './renderer', from: ['./main', './test'] },
            { target: './renderer/repl', from: './renderer', except: ['./repl'] },
            { target: './renderer/panels', from: './renderer', except: ['./panels', './state.ts'] },
          ],
        },
      ],
    },
    settings: {
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'] })],
    },
  },
  {
    files: ['main/cluster/connection.ts', 'test/bench/failover.bench.ts'],
    rules: { 'no-restricted-imports': ownedBut('ioredis') },
  },
  {
    files: ['main/{index,window,menu,ipc,preload,secrets}.ts'],
    rules: { 'no-restricted-imports': ownedBut('electron') },
  },
  { files: ['renderer/repl/**'], rules: { 'no-restricted-imports': ownedBut('@xterm/*') } },
  { files: ['renderer/editor/**'], rules: { 'no-restricted-imports': ownedBut('monaco-editor') } },
  { files: ['test/**', '*.config.*'], rules: { 'no-restricted-imports': 'off' } },
);
