/** The rows of the intended differences that are about fix. */
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { A, B, BrokenSlot, C } from '../support/broken-slot.ts';
import { expectCode } from '../support/expect-code.ts';
import { RedisCluster, waitUntil } from '../support/redis-cluster.ts';
import { redisCli, slotshell, type Ended, type RunOptions } from './cluster-programs.ts';

type Run = (args: readonly string[], options?: RunOptions) => Promise<Ended>;

const PROMPT = "(type 'yes' to accept): ";

export function fixRows(row: (name: string, run: () => Promise<void>) => void): void {
  describe('fix', () => {
    let cluster: RedisCluster;
    /** Its third primary is down, and the replica of that one may not take over. */
    let bereft: RedisCluster;
    let next = 100;

    beforeAll(async () => {
      [cluster, bereft] = await Promise.all([
        RedisCluster.start({ replicas: 0 }),
        RedisCluster.start({ conf: ['cluster-replica-no-failover yes'] }),
      ]);
      await bereft.kill(bereft.ports[C]!);
    });
    afterAll(() => Promise.all([cluster?.stop(), bereft?.stop()]));

    const seed = () => cluster.addresses[C]!;
    const fix = (run: Run, args: readonly string[] = [], options?: RunOptions) =>
      run(['fix', seed(), ...args], options);
    /** A slot of the first primary that is broken in this way, on its own. */
    const broken = async (make: (slot: BrokenSlot) => Promise<unknown>): Promise<BrokenSlot> => {
      const sound = await fix(slotshell, ['--cluster-search-multiple-owners', '--cluster-yes']);
      expect(sound.code, sound.out).toBe(0);
      const slot = await BrokenSlot.fill(cluster, next++);
      await make(slot);
      return slot;
    };
    /** Slots of the first primary, without keys, that these nodes do not know an owner of. */
    const uncover = (slots: readonly number[], nodes: readonly number[]) =>
      waitUntil('the slots to have no owner', async () => {
        const command = (node: number, ...args: string[]) =>
          cluster.command(cluster.ports[node]!, 'CLUSTER', ...args);
        for (const node of nodes)
          for (const slot of slots) await command(node, 'DELSLOTS', String(slot)).catch(() => null);
        const owned = await Promise.all(nodes.map((node) => command(node, 'SLOTS')));
        return !(owned as [number, number][][])
          .flat()
          .some(([first, last]) => slots.some((slot) => first <= slot && slot <= last));
      });
    const covered = ({ out }: Ended) =>
      [...out.matchAll(/>>> Covering slot (\d+) with (\S+)/g)].map(([, slot, address]) => ({
        slot: Number(slot),
        node: cluster.addresses.indexOf(address!),
      }));

    row('open slots of a fix', async () => {
      const theirs = await broken((slot) => slot.open(5));
      expect(await fix(redisCli)).toMatchObject({ code: 0, err: '' });
      expect([0, 10]).toContain(await theirs.count(A));
      const ours = await broken((slot) => slot.open(5));
      const asked = await fix(slotshell);
      expect([asked.code, asked.out.includes(PROMPT)]).toEqual([1, true]);
      expect([await ours.count(A), await ours.count(B)]).toEqual([5, 5]);
      expectCode(await fix(slotshell, ['--cluster-yes']), 0);
      await ours.expectWhole(B);
    });

    row('--cluster-yes of a fix', async () => {
      const slot = await broken((one) => one.uncover());
      const their = await fix(redisCli, ['--cluster-yes']);
      expect([their.code, their.out.includes(PROMPT)]).toEqual([1, true]);
      expect(await slot.ownerSeenBy(C)).toBe(null);
      const our = await fix(slotshell, ['--cluster-yes']);
      expect([our.code, our.out.includes(PROMPT)]).toEqual([0, false]);
      await slot.expectWhole(A);
    });

    row('a move that was broken off', async () => {
      const theirs = await broken((slot) => slot.open(3));
      await fix(redisCli);
      expect([await theirs.count(A), await theirs.count(B)]).toEqual([10, 0]);
      const ours = await broken((slot) => slot.open(3));
      await fix(slotshell, ['--cluster-yes']);
      await ours.expectWhole(B);
      const back = await broken((slot) => slot.open(8));
      await fix(slotshell, ['--roll-back', '--cluster-yes']);
      await back.expectWhole(A);
    });

    row('a slot that one node gives to another, and a third one takes', async () => {
      const make = async (slot: BrokenSlot) => {
        await slot.setSlot(A, 'MIGRATING', slot.id(B));
        await slot.setSlot(C, 'IMPORTING', slot.id(A));
      };
      const theirs = await broken(make);
      await fix(redisCli);
      expect([await theirs.count(A), await theirs.count(C)]).toEqual([0, 10]);
      const ours = await broken(make);
      await fix(slotshell, ['--cluster-yes']);
      await ours.expectWhole(A);
    });

    row('slots without an owner and without keys', async () => {
      const slots = [1000, 1001, 1002];
      await broken(() => Promise.resolve());
      // It draws a node by the second in which it runs.
      await waitUntil(
        'another node than the one that the others name',
        async () => {
          await uncover([900], [A]);
          const [one] = covered(await fix(redisCli, [], { input: 'yes\n' }));
          return one!.node !== A;
        },
        90_000,
      );
      await broken(() => uncover(slots, [A]));
      const named = await fix(slotshell, ['--cluster-yes']);
      expect(covered(named)).toEqual(slots.map((slot) => ({ slot, node: A })));
      // Without them, and those that went to others, the first primary has the fewest.
      await broken(() => uncover(slots, [A, B, C]));
      const nobodys = await fix(slotshell, ['--cluster-yes']);
      expect(covered(nobodys)).toEqual(slots.map((slot) => ({ slot, node: A })));
    });

    row('keys at a node that does not own their slot', async () => {
      const make = async (slot: BrokenSlot) => {
        await slot.open(5);
        await slot.setSlot(A, 'STABLE');
        await slot.setSlot(B, 'STABLE');
      };
      const search = '--cluster-search-multiple-owners';
      const slot = await broken(make);
      const their = await fix(redisCli, [search]);
      expectCode(their, 1);
      expect(their.out + their.err).toMatch(
        new RegExp(`MOVED ${slot.slot} |multiple owners for slot ${slot.slot}`),
      );
      const ours = await broken(make);
      const looks = [await redisCli(['check', seed(), search]), await slotshell(['check', seed(), search])];
      for (const { code, out, err } of looks) {
        expectCode({ code, out, err }, 1);
        expect(out).toContain(`[WARNING] Slot ${ours.slot} has 2 owners:\n    127.0.0.1:`);
      }
      expect(looks[1]!.out).toContain(`${cluster.addresses[B]} holds 5 keys of 1 slot that other nodes own`);
      const our = await fix(slotshell, [search, '--cluster-yes']);
      expectCode(our, 0);
      expect(our.out).toContain(`>>> Fixing multiple owners for slot ${ours.slot}...`);
      await ours.expectWhole(A);
      const after = await slotshell(['check', seed(), search]);
      expectCode(after, 0);
      expect(after.out).toContain('[OK] No multiple owners found.');
    });

    row('what a fix shows and asks', async () => {
      const make = async (slot: BrokenSlot) => {
        await slot.uncover();
        await uncover([2000], [A, B, C]);
      };
      const count = ({ out }: Ended) => out.split(PROMPT).length - 1;
      await broken(make);
      const their = await fix(redisCli, [], {
        answers: [
          [PROMPT, 'yes'],
          [PROMPT, 'yes'],
        ],
      });
      expect([their.code, count(their)]).toEqual([0, 2]);
      expect(their.out).not.toContain('[OK] All 16384 slots covered.');
      const slot = await broken(make);
      const our = await fix(slotshell, [], { input: 'yes\n' });
      expect([our.code, count(our)]).toEqual([0, 1]);
      const [plan, done] = our.out.split(PROMPT) as [string, string];
      for (const one of [slot.slot, 2000]) {
        expect(plan).toMatch(new RegExp(`^.*\\b${one}\\b.*$`, 'm'));
        expect(done).toContain(`>>> Covering slot ${one} with `);
      }
      expect(done).toContain('[OK] All 16384 slots covered.');
    });

    row('a dead primary that has a replica', async () => {
      const args = ['fix', bereft.addresses[A]!, '--cluster-fix-with-unreachable-masters'];
      const their = await redisCli(args, { input: 'no\n' });
      expect(their.out).toContain(`Fix these slots by covering with a random node? ${PROMPT}`);
      const our = await slotshell([...args, '--cluster-yes']);
      expectCode(our, 1);
      expect(our.out).toContain(`slotshell --cluster failover ${bereft.addresses[5]} --takeover`);
      expect(our.out).not.toContain('Covering slot');
    });
  });
}
