import type { LessonText } from '../../lesson.ts';

export const oneMoreMachine: LessonText = {
  title: 'One more machine: 16384 stays',
  steps: [
    {
      why: 'The cluster becomes too small. Two more servers are started, empty and on their own: one will be a primary, the other its replica.',
      watch: 'Nothing changes in the list of nodes: nobody has introduced them.',
    },
    {
      why: 'The new primary is introduced and gets its share: a quarter of the slots, some from each of the three. Slots move one by one with their keys, and clients are redirected meanwhile (ASK, then MOVED).',
      watch: 'A fourth colour grows on the slot map.',
    },
    {
      why: 'Four primaries, and still 16384 slots: a slot is a place for keys, and only its owner has changed. That is how a cluster grows without any key being hashed anew.',
      watch: '`cluster_slots_assigned:16384` with eight nodes, and `k1` is where its slot is.',
    },
  ],
};
