import type { LessonText } from '../../lesson.ts';

export const whySlot: LessonText = {
  title: 'Why 12706, and why 16384',
  steps: [
    {
      why: 'The slot of a key is CRC16 of its bytes, modulo 16384. Every client and every node computes the same, so nobody has to be asked where a key belongs.',
      watch: 'Key to slot, under the nodes: type `k1` there, too.',
    },
    {
      why: 'Nodes tell each other their slots with every heartbeat, as one bit a slot: 16384 bits are 2 KB, 65536 would be 8 KB, all the time, between all nodes. A cluster is meant for up to about 1000 nodes, and 16384 slots are enough to share among them.',
      watch: 'The slot map has one cell for each of the 16384.',
    },
    {
      why: 'A hash turns any key into a number of a fixed range, as the HashMap of a program picks a bucket. A HashMap that grows has to put every key into a bucket anew; a cluster never changes the number of its slots: it moves whole slots to another node.',
      watch: '`k2` differs from `k1` in two bits, and is in a slot of another shard: a good hash scatters.',
    },
  ],
};
