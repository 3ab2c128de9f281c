/** Reads the addresses that a user has typed or pasted. Pure. */
import { MOST_NEW_NODES } from '../../../shared/operations/new-node.ts';

export interface ReadAddresses {
  /** As written, each once, at most MOST_NEW_NODES. */
  addresses: string[];
  /** Of `--cluster-replicas`, if a line of redis-cli was pasted; null otherwise. */
  replicas: number | null;
  /** Those that are written more than once, each once. */
  repeated: string[];
  /** How many there were beyond the limit. */
  left: number;
}

/** Words of `redis-cli --cluster create …` that are no addresses. */
const NO_ADDRESS = /^(?:redis-cli|valkey-cli|create|\\)$|^-|^#/;
/** Ports of a range at most: `10.4.1.11:7000-7005`. */
const MOST_PORTS = 100;

/** Blanks, line breaks and commas separate. A host with a range of ports stands for each of them. */
export function readAddresses(text: string): ReadAddresses {
  const words = text.split(/[\s,;]+/).filter((word) => word !== '');
  const found = new Set<string>();
  const repeated = new Set<string>();
  let replicas: number | null = null;
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === '--cluster-replicas') {
      const count = words[++at] ?? '';
      if (/^\d{1,2}$/.test(count)) replicas = Number(count);
    } else if (!NO_ADDRESS.test(word))
      for (const address of expanded(word)) (found.has(address) ? repeated : found).add(address);
  }
  const addresses = [...found];
  return {
    addresses: addresses.slice(0, MOST_NEW_NODES),
    replicas,
    repeated: [...repeated],
    left: Math.max(0, found.size - MOST_NEW_NODES),
  };
}

function expanded(word: string): string[] {
  const [, host, first, last] = /^(.+):(\d{1,5})-(\d{1,5})$/.exec(word) ?? [];
  const from = Number(first);
  const to = Number(last);
  if (host === undefined || to < from || to - from >= MOST_PORTS) return [word];
  return Array.from({ length: to - from + 1 }, (_, i) => `${host}:${from + i}`);
}

/** Adds an address to the text, on a line of its own, unless it is there. */
export function withAddress(text: string, address: string): string {
  if (readAddresses(text).addresses.includes(address)) return text;
  const before = text.trimEnd();
  return before === '' ? `${address}\n` : `${before}\n${address}\n`;
}

/** Takes one address out. A range that has it is written out. */
export const withoutAddress = (text: string, address: string): string =>
  readAddresses(text)
    .addresses.filter((one) => one !== address)
    .map((one) => `${one}\n`)
    .join('');
