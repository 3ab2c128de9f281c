/** Bytes of a conf file as text: UTF-8, or else one character a byte, so that nothing fails. */
import { latin1, utf8 } from '../resp/resp.ts';

export const utf8OrLatin1 = (bytes: Uint8Array): string => utf8(bytes) ?? latin1(bytes);
