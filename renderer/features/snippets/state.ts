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
  /** The one that the form changes; null if it keeps another one. */
  edited: Snippet | null;
  /** Snippets kept by the form, which is empty again after each. */
  kept: number;
  isPending: boolean;
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
      /** Puts one into the form; null for a new one. */
      | { type: 'snippet-edit'; snippet: Snippet | null }
      | { type: 'snippet-copy'; line: string }
      /** `id` is null for a new one. */
      | { type: 'snippet-keep'; id: string | null; name: string; line: string; isForAll: boolean }
      /** It is on disk: the form is empty again. */
      | { type: 'snippet-kept' }
      | { type: 'snippet-delete'; id: string };
  }
  interface Overlays {
    snippets: SnippetsOverlay;
  }
}

export const reduceSnippets = (all: readonly Snippet[], message: Message): readonly Snippet[] =>
  message.type === 'snippets' ? message.all : all;

const opened = (line: string): SnippetsOverlay => ({
  kind: 'snippets',
  line,
  edited: null,
  kept: 0,
  isPending: false,
  failure: null,
});

export function openSnippets(message: Message): SnippetsOverlay | null {
  if (message.type === 'snippet-new') return opened(message.line);
  return message.type === 'action' && message.name === 'snippets' ? opened('') : null;
}

export function reduceDialog(overlay: SnippetsOverlay, message: Message): SnippetsOverlay | null {
  switch (message.type) {
    case 'snippet-insert':
      return null;
    case 'snippet-edit':
      return { ...overlay, edited: message.snippet, failure: null };
    case 'snippet-delete':
      return overlay.edited?.id === message.id ? { ...overlay, edited: null } : overlay;
    case 'snippet-keep':
      return { ...overlay, isPending: true, failure: null };
    case 'snippet-kept':
      return { ...overlay, edited: null, kept: overlay.kept + 1, isPending: false };
    case 'snippet-failed':
      return { ...overlay, isPending: false, failure: message.failure };
    case 'snippets':
      return { ...overlay, failure: null };
    default:
      return overlay;
  }
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
