/** The snippets of the shell's connection and of all, and the dialog about them. */
import type { Failure } from '../../../shared/failure.ts';
import { snippetName, type Snippet } from '../../../shared/commands/snippet.ts';
import type { PaletteEntry } from '../../window/feature.ts';
import type { Message } from '../../window/message.ts';
import type { State } from '../../window/state.ts';
import { words } from './words.ts';

export interface SnippetsOverlay {
  kind: 'snippets';
  /** The line that the form begins with. */
  line: string;
  failure: Failure | null;
}

declare module '../../window/contract.ts' {
  interface FeatureStates {
    /** Empty before they are read. */
    snippets: readonly Snippet[];
  }
  interface Messages {
    snippets:
      | { type: 'snippets'; all: readonly Snippet[] }
      | { type: 'snippet-failed'; failure: Failure }
      | { type: 'snippet-insert'; line: string }
      /** Opens the dialog with a line to keep. */
      | { type: 'snippet-new'; line: string }
      | { type: 'snippet-keep'; name: string; line: string; isForAll: boolean }
      | { type: 'snippet-delete'; id: string };
  }
  interface Overlays {
    snippets: SnippetsOverlay;
  }
}

export const reduceSnippets = (all: readonly Snippet[], message: Message): readonly Snippet[] =>
  message.type === 'snippets' ? message.all : all;

export function openSnippets(message: Message): SnippetsOverlay | null {
  if (message.type === 'snippet-new') return { kind: 'snippets', line: message.line, failure: null };
  const isAsked = message.type === 'action' && message.name === 'snippets';
  return isAsked ? { kind: 'snippets', line: '', failure: null } : null;
}

export function reduceDialog(overlay: SnippetsOverlay, message: Message): SnippetsOverlay | null {
  if (message.type === 'snippet-insert') return null;
  if (message.type === 'snippet-failed') return { ...overlay, failure: message.failure };
  if (message.type === 'snippets' || message.type === 'snippet-keep') return { ...overlay, failure: null };
  return overlay;
}

/** Those whose name or line has all the words. */
export function offersFor({ snippets }: State, text: string): PaletteEntry[] {
  const tokens = text.toLowerCase().split(/\s+/).filter(Boolean);
  return snippets
    .filter(({ name, line }) => tokens.every((token) => `${name}\n${line}`.toLowerCase().includes(token)))
    .map((snippet) => ({
      id: `snippet-${snippet.id}`,
      label: snippetName(snippet),
      english: snippetName(snippet),
      group: words.group,
      action: null,
      shard: null,
      messages: [{ type: 'snippet-insert', line: snippet.line }],
    }));
}
