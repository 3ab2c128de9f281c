/** Checks what is behind codis, in the proxy's own words: its slots, each server, and slots that move. It dials none of them. */
import { counted, grouped } from '../../../shared/format/count.ts';
import type { CodisMap } from '../../../shared/cluster/topology.ts';
import { rangeWords } from '../../../shared/cluster/slot-health.ts';
import { CODIS_SLOTS } from '../../../shared/slots/codis-slots.ts';
import { countSlots } from '../../../shared/slots/slot-ranges.ts';
import { readCodisMap } from '../topology/codis-map.ts';
import { nodesOf } from '../topology/shard-numbers.ts';
import { countsOf } from '../topology/behind-codis.ts';
import type { NodeConnection } from '../wire/node-connection.ts';
import { ask, textOfError, type Finding } from './diagnostics.ts';

/** Servers asked at most. */
const MAX_NODES = 1000;

const mapOf = async (connection: NodeConnection): Promise<CodisMap> =>
  readCodisMap(await ask(connection, 'SLOTSMAPPING'), null);

export async function checkCodisSlots(connection: NodeConnection): Promise<Finding> {
  const { groups, offline } = await mapOf(connection);
  const details = groups.map(({ number, slots, primary }) => ({
    text: `group ${number}, ${primary?.address ?? 'no server'}: ${slots.length === 0 ? 'no slots' : `slots ${rangeWords(slots)}`}`,
    good: true,
  }));
  const missing = countSlots(offline);
  if (missing === 0)
    return { status: 'ok', found: `all ${grouped(CODIS_SLOTS)} slots have a server`, details };
  return {
    status: 'failed',
    found: `${counted(missing, 'slot')} of ${grouped(CODIS_SLOTS)} without a server: ${rangeWords(offline)}`,
    advice:
      'Commands on their keys are refused (slot is not ready). Assign the slots to a group in codis-fe.',
    details,
  };
}

/** PING ADDRESS: the proxy passes it on, or says why it cannot. */
export async function checkCodisServers(connection: NodeConnection): Promise<Finding> {
  const { groups } = await mapOf(connection);
  const details: { text: string; good: boolean }[] = [];
  for (const { number, ...group } of groups)
    for (const { address, role } of nodesOf({ number, ...group }).slice(0, MAX_NODES)) {
      const about = `${address}, ${role} of group ${number}`;
      const start = performance.now();
      try {
        await ask(connection, 'PING', address);
        details.push({ text: `${about}, ${(performance.now() - start).toFixed(1)} ms`, good: true });
      } catch (error) {
        details.push({ text: `${about}: ${textOfError(error)}`, good: false });
      }
    }
  details.sort((a, b) => Number(a.good) - Number(b.good));
  const good = details.filter((one) => one.good).length;
  const servers = counted(details.length, 'server');
  if (good === details.length) return { status: 'ok', found: `the proxy reaches all ${servers}`, details };
  return {
    status: 'warning',
    found: `the proxy reaches ${good} of ${servers}`,
    advice: 'The error is the proxy’s. Restart the server, or promote a replica of its group in codis-fe.',
    details,
  };
}

export async function checkCodisMoves(connection: NodeConnection): Promise<Finding> {
  const { migrations } = await mapOf(connection);
  if (migrations.length === 0) return { status: 'ok', found: 'no slot is being moved' };
  const details = [];
  for (const { slots, from, to } of migrations) {
    const inThem = (slot: number) => slots.some(({ first, last }) => first <= slot && slot <= last);
    const left = await ask(connection, 'SLOTSINFO', from!).then(
      (reply) => countsOf(reply).reduce((sum, [slot, keys]) => sum + (inThem(slot) ? keys : 0), 0),
      () => null,
    );
    const keys = left === null ? 'an unknown number of keys' : counted(left, 'key');
    details.push({ text: `slots ${rangeWords(slots)} from ${from} to ${to}: ${keys} left`, good: false });
  }
  return {
    status: 'warning',
    found: `${counted(countSlots(migrations.flatMap(({ slots }) => slots)), 'slot')} being moved between groups`,
    advice: 'This is normal while codis rebalances. If no keys move, look at the dashboard’s slot actions.',
    details,
  };
}
