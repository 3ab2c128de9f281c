/**
 * Finds a command by the bytes of its name. Making a text of them to look it up costs several times as much, and every
 * command that is run and every key that is pressed looks one up.
 */

export interface Named<Entry> {
  name: string;
  entry: Entry;
}

/** The byte of an upper-case ASCII letter in lower case; any other byte as it is. */
const lower = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte);

/** FNV-1a, 30 bits of it. */
const mix = (hash: number, byte: number): number => Math.imul(hash ^ byte, 0x01000193) & 0x3fffffff;

function hashOfName(name: string): number {
  let hash = name.length;
  for (let i = 0; i < name.length; i++) hash = mix(hash, name.charCodeAt(i));
  return hash;
}

function hashOfWord(word: Uint8Array): number {
  let hash = word.length;
  for (let i = 0; i < word.length; i++) hash = mix(hash, lower(word[i]!));
  return hash;
}

function isName(word: Uint8Array, name: string): boolean {
  if (word.length !== name.length) return false;
  for (let i = 0; i < word.length; i++) if (lower(word[i]!) !== name.charCodeAt(i)) return false;
  return true;
}

export class NameIndex<Entry> {
  private readonly byHash = new Map<number, Named<Entry>[]>();
  private readonly longest: number;

  /** The names are in lower case. */
  constructor(table: { readonly [name: string]: Entry }) {
    let longest = 0;
    for (const [name, entry] of Object.entries(table)) {
      const named = { name, entry };
      const others = this.byHash.get(hashOfName(name));
      if (others) others.push(named);
      else this.byHash.set(hashOfName(name), [named]);
      longest = Math.max(longest, name.length);
    }
    this.longest = longest;
  }

  /** `word` in any case; null if no command has this name. */
  find(word: Uint8Array | undefined): Named<Entry> | null {
    if (word === undefined || word.length > this.longest) return null;
    for (const named of this.byHash.get(hashOfWord(word)) ?? []) if (isName(word, named.name)) return named;
    return null;
  }
}
