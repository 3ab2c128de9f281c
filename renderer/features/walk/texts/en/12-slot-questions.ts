import type { LessonText } from '../../lesson.ts';

export const slotQuestions: LessonText = {
  title: 'Asking about slots',
  steps: [
    {
      why: '`KEYSLOT` only computes, so any node can say it. `COUNTKEYSINSLOT` and `GETKEYSINSLOT` look at the node’s own keys: asked of another node they say 0 and nothing, without an error.',
      watch: 'The trace: this app asks the owner of the slot, whatever the prompt says.',
    },
  ],
};
