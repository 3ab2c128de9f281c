/** Caveats of a setting that a server has accepted. Pure. */
import type { Execution } from '../../../shared/session/execution.ts';
import type { BoxLine } from './layout.ts';
import { span } from '../text/span.ts';
import { INK } from '../text/theme.ts';

const BY_SETTING: { readonly [name: string]: string } = {
  'cluster-require-full-coverage':
    'Each node has this setting for itself. A node that is down (cluster_state:fail) looks at it at once; one that serves, only when a node or slot changes next: until then it goes on as before.',
};

/** The lines of the box under the answer to a CONFIG SET; none if OK says everything. */
export function explainSetting({ command }: Execution): BoxLine[] {
  const [config, set, ...words] = command.toLowerCase().split(/\s+/);
  if (config !== 'config' || set !== 'set') return [];
  return words
    .filter((word, i) => i % 2 === 0 && Object.hasOwn(BY_SETTING, word))
    .map((word) => ({ spans: [span(BY_SETTING[word]!, INK.fg2)] }));
}
