/** Text sealed by a passphrase: scrypt (RFC 7914) and AES-256-GCM, as JSON that says how it was made. */
import { createCipheriv, createDecipheriv, createHash, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';
import { FailureError } from '../../shared/failure.ts';

export const SEALED_KIND = 'slotshell-sealed-connections';
const VERSION = 1;
/** 128 MiB and about half a second, as OWASP and RFC 7914 advise for a passphrase that is rarely asked for. */
const COST = { N: 1 << 17, r: 8, p: 1 };
/** Limit for opening a file: a hostile one must not take all memory, or minutes. */
const MOST_MEMORY = 1 << 28;
const SHORTEST = 8;

const bytes = (least: number, most: number) =>
  z
    .base64()
    .max(most * 2)
    .refine((text) => {
      const { length } = Buffer.from(text, 'base64');
      return length >= least && length <= most;
    });

const headerSchema = z.object({
  kind: z.literal(SEALED_KIND),
  version: z.int().min(1),
  kdf: z.object({
    name: z.literal('scrypt'),
    N: z
      .int()
      .min(1 << 14)
      .max(1 << 20)
      .refine((n) => Number.isInteger(Math.log2(n))),
    r: z.int().min(1).max(32),
    p: z.int().min(1).max(4),
    salt: bytes(16, 64),
  }),
  cipher: z.object({ name: z.literal('aes-256-gcm'), nonce: bytes(12, 12) }),
});
type Header = z.infer<typeof headerSchema>;

const sealedSchema = headerSchema.extend({
  data: z.base64().max(1 << 25),
  /** SHA-256 of everything else: tells damage in transit from a wrong passphrase. It does not depend on the passphrase. */
  checksum: z.string().max(100),
});

const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);

// Unicode writes one text in several ways, and keyboards differ in which they produce.
const keyOf = (passphrase: string, { N, r, p, salt }: Header['kdf']) =>
  derive(passphrase.normalize('NFC'), Buffer.from(salt, 'base64'), 32, {
    N,
    r,
    p,
    maxmem: MOST_MEMORY + (1 << 20),
  });

/** The header as it is authenticated: the same fields in the same order, however the file was laid out. */
const spoken = ({ kind, version, kdf, cipher }: Header) =>
  Buffer.from(
    JSON.stringify([kind, version, kdf.name, kdf.N, kdf.r, kdf.p, kdf.salt, cipher.name, cipher.nonce]),
  );

const checksumOf = (header: Header, data: string) =>
  createHash('sha256').update(spoken(header)).update(data).digest('base64');

/** Takes about half a second, not on the main thread. Rejects with a FailureError for a passphrase under eight characters. */
export async function seal(text: string, passphrase: string): Promise<string> {
  if ([...passphrase].length < SHORTEST)
    throw new FailureError('bad-argument', 'The passphrase is too short.', 'Use eight characters or more.');
  const header: Header = {
    kind: SEALED_KIND,
    version: VERSION,
    kdf: { name: 'scrypt', ...COST, salt: randomBytes(32).toString('base64') },
    cipher: { name: 'aes-256-gcm', nonce: randomBytes(12).toString('base64') },
  };
  const key = await keyOf(passphrase, header.kdf);
  const cipher = createCipheriv('aes-256-gcm', key, Buffer.from(header.cipher.nonce, 'base64'));
  cipher.setAAD(spoken(header));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  const data = sealed.toString('base64');
  return `${JSON.stringify({ ...header, data, checksum: checksumOf(header, data) }, null, 2)}\n`;
}

/** `file` is parsed JSON. Rejects with a FailureError that tells damage, a wrong passphrase and a later version apart. */
export async function unseal(file: unknown, passphrase: string): Promise<string> {
  const version = z.object({ version: z.int() }).safeParse(file);
  if (version.success && version.data.version > VERSION)
    throw new FailureError(
      'bad-argument',
      `The file was sealed by a later version of Slotshell (format ${version.data.version}).`,
      'Open it with that version.',
    );
  const read = sealedSchema.safeParse(file);
  if (!read.success) throw damaged();
  const { data, checksum, ...header } = read.data;
  if (checksumOf(header, data) !== checksum) throw damaged();
  const { kdf, cipher } = header;
  if (128 * kdf.N * kdf.r > MOST_MEMORY)
    throw new FailureError(
      'bad-argument',
      'The file asks for more memory than is allowed.',
      'Slotshell did not make it: do not trust it.',
    );
  const sealed = Buffer.from(data, 'base64');
  if (sealed.length < 16) throw damaged();
  const key = await keyOf(passphrase, kdf);
  const nonce = Buffer.from(cipher.nonce, 'base64');
  const opener = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
  opener.setAAD(spoken(header));
  opener.setAuthTag(sealed.subarray(-16));
  try {
    return Buffer.concat([opener.update(sealed.subarray(0, -16)), opener.final()]).toString('utf8');
  } catch {
    throw new FailureError(
      'auth',
      'The passphrase does not open the file.',
      'Type it again. The file is undamaged, unless somebody altered it on purpose.',
    );
  }
}

const damaged = () =>
  new FailureError(
    'bad-argument',
    'The sealed file is damaged.',
    'Part of it was lost or changed in transit. Copy it again, or export it again.',
  );
