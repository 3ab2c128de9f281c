import { action, type Lesson } from '../lesson.ts';

export const confFiles: Lesson = {
  stage: 'nothing',
  mode: 'off',
  steps: [{ items: [action('write-files')], watch: 'card', figure: 'files' }],
};
