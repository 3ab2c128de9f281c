/** Types for the configurations and the tests. */
import type { Plugin } from 'vite';

export interface Notice {
  name: string;
  version: string;
  licence: string;
  text: string;
}
export function bundledFolders(lock: {
  packages: Record<string, { dev?: boolean; optional?: boolean }>;
}): string[];
export function readNotices(): Notice[];
export function noticesText(): string;
export function noticesPlugin(): Plugin;
