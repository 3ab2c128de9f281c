/** Texts of the card that leads to the lessons. */
import { inLanguages } from '../../../shared/language/texts.ts';
import { learnZh } from './learn-words.zh-Hans.ts';

export const learnWords = inLanguages({
  en: {
    title: 'Learn',
    about:
      'From one server to a cluster of eight in 16 lessons, on throw-away servers of their own. You type; the app says what really happened.',
    begin: 'Begin the lessons',
    resume: 'Go on with lesson {lesson}',
    left: 'You were there on {date}.',
  },
  'zh-Hans': learnZh,
});
