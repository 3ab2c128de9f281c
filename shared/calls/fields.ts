/** Schemas that calls of several subjects share. */
import { z } from 'zod';
import { SECRETS } from '../connections/secret-names.ts';
import { SLOT_COUNT } from '../slots/slots.ts';

export const nothing = z.undefined();
export const slot = z
  .int()
  .min(0)
  .max(SLOT_COUNT - 1);
/** `host:port` of a node. */
export const address = z.string().min(1).max(300);
export const database = z.int().min(0).max(0x7fffffff);
/** SessionState.shell. */
export const shell = z.int().min(1);
export const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
/** The text typed to connect: an address, a URL or redis-cli's flags. */
export const target = z.string().min(1).max(4096);
/** The values typed into secret fields; null deletes the kept one. */
export const secrets = z.partialRecord(
  z.enum(SECRETS),
  z
    .string()
    .min(1)
    .max(1 << 16)
    .nullable(),
);
