/** Answers of a real codis-proxy 3.2 with two groups, byte for byte: codis itself is rarely at hand. */
import type { WalkWords } from './words.ts';

interface Recorded {
  line: string;
  /** The answer as it came. */
  bytes: string;
  says: keyof WalkWords['codis']['says'];
  /** Keys whose slots are shown. */
  keys?: readonly string[];
}

export const CODIS_RECORDING: readonly Recorded[] = [
  {
    line: 'SLOTSMAPPING 0',
    bytes: '*4\r\n+0\r\n+127.0.0.1:29001\r\n+\r\n*1\r\n*1\r\n+127.0.0.1:29002\r\n',
    says: 'mapping',
  },
  {
    line: 'MGET a b c',
    bytes: '*3\r\n$1\r\n1\r\n$1\r\n2\r\n$1\r\n3\r\n',
    says: 'divided',
    keys: ['a', 'b', 'c'],
  },
  { line: 'MULTI', bytes: "-ERR handle request, command 'MULTI' is not allowed\r\n", says: 'refused' },
  { line: 'INFO replication', bytes: "-ERR backend server 'replication' not found\r\n", says: 'misread' },
  {
    line: 'SLOTSMAPPING 815',
    bytes: '*4\r\n+815\r\n+127.0.0.1:29001\r\n+127.0.0.1:29003\r\n*-1\r\n',
    says: 'moving',
  },
];
