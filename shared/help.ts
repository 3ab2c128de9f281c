import type { CommandDocs } from './command-docs.ts';
export const helpText = (_words: string[], _docs: CommandDocs | null): string => '';
