import type { CommandDocs } from '../../../shared/commands/command-docs.ts';
import bundled from '../../../shared/commands/command-docs.json';

/** COMMAND DOCS of Redis 7.0.15. */
export const BUNDLED_DOCS = bundled.docs as unknown as CommandDocs;
