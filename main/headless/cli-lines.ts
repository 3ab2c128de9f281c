/** Lines that redis-cli's shell prints beside replies. Each ends with a line break. */
import type { NodeAddress } from '../../shared/cluster/topology.ts';
import type { CliStyle } from '../../shared/format/cli.ts';

/** Milliseconds after which a line is followed by its duration. */
const SLOW_MS = 500;

export const BAD_ARGUMENTS = 'Invalid argument(s)\n';
export const BAD_REPEAT = 'Invalid redis-cli repeat command option value.\n';

export const redirectLine = (slot: number | null, node: NodeAddress | null): string =>
  `-> Redirected to slot [${slot}] located at ${node}\n`;

/** The duration of a line; empty for a quick one, and for a form that scripts read. */
export const durationLine = (milliseconds: number, { form }: CliStyle): string =>
  milliseconds >= SLOW_MS && form === 'standard' ? `(${(milliseconds / 1000).toFixed(2)}s)\n` : '';
