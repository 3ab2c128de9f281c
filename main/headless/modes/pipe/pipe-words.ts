/** The lines of redis-cli's --pipe. */
import type { ModeRequest } from '../../flags.ts';

export const SENT = 'All data transferred. Waiting for the last reply...\n';
export const LAST_REPLY = 'Last reply received from server.\n';

export const summary = (errors: number, replies: number): string =>
  `errors: ${errors}, replies: ${replies}\n`;

const DEFAULT_SECONDS = 30;

/** Seconds without a reply after all was sent; 0 for no limit. */
export function pipeTimeout({ options }: Pick<ModeRequest, 'options'>): number {
  const text = options.get('pipe-timeout')?.text;
  return text === undefined ? DEFAULT_SECONDS : Number.parseInt(text, 10) || 0;
}
