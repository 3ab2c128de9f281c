import { expect, test } from 'vitest';
import { listeningPorts } from '../../../../main/workspace/listening-ports.ts';

const line = (host: string, port: number, state = '0A') =>
  `   0: ${host}:${port.toString(16).toUpperCase().padStart(4, '0')} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000`;

test('listeners are asked where they listen, and those on all addresses at 127.0.0.1', () => {
  const table = [
    '  sl  local_address rem_address   st',
    line('0100007F', 7001),
    line('00000000', 7000),
    line('0200007F', 7002),
    line('00000000000000000000000001000000', 7003),
    line('0000000000000000FFFF00000100007F', 7004),
  ].join('\n');
  expect(listeningPorts(table).map(({ host, port }) => `${host} ${port}`)).toEqual([
    '127.0.0.1 7000',
    '127.0.0.1 7001',
    '127.0.0.2 7002',
    '::1 7003',
    '127.0.0.1 7004',
  ]);
});

test('connections, the system’s own ports, bus ports and lines that are none are left out', () => {
  const table = [line('0100007F', 7000), line('0100007F', 17000), line('0100007F', 22), 'nonsense'];
  expect(listeningPorts([...table, line('0100007F', 7001, '01')].join('\n'))).toEqual([
    { host: '127.0.0.1', port: 7000 },
  ]);
});
