import type { Plugin } from 'vite';

export function inAscii(code: string): string;
export function asciiPlugin(): Plugin;
