import { describe, expect, test } from 'vitest';
import { CODIS_RECORDING } from '../../../../../renderer/features/walk/codis-recording.ts';
import { wantedOf } from '../../../../../renderer/features/walk/judge.ts';
import { LESSONS } from '../../../../../renderer/features/walk/lessons/index.ts';
import { textsIn } from '../../../../../renderer/features/walk/texts/index.ts';
import { LANGUAGES } from '../../../../../shared/language/language.ts';
import { LESSON_ACTIONS, LESSON_COUNT } from '../../../../../shared/lessons/lesson.ts';
import { chineseProblems } from '../../../../support/chinese.ts';
import { CODIS_ANSWERS, codisSample } from '../../../../support/codis-samples.ts';

test('there are sixteen lessons, and together they use every action', () => {
  expect(LESSONS).toHaveLength(LESSON_COUNT);
  const items = LESSONS.flatMap(({ steps }) => steps).flatMap(({ items }) => items);
  const used = items.flatMap((item) => (item.kind === 'action' ? [item.action] : []));
  expect([...new Set(used)].sort()).toEqual([...LESSON_ACTIONS].sort());
});

test('every step has something to do or to look at, and a link leads to a lesson', () => {
  for (const { items, watch, figure, link } of LESSONS.flatMap(({ steps }) => steps)) {
    expect(items.length > 0 || figure !== undefined || watch !== null).toBe(true);
    if (link !== undefined) expect(LESSONS[link - 1]).toBeDefined();
  }
});

test('what a command should have got is text to read, no pattern', () => {
  for (const item of LESSONS.flatMap(({ steps }) => steps).flatMap(({ items }) => items))
    if (item.kind === 'command') expect(wantedOf(item.check)).toMatch(/^[\w:() "]+$/);
});

test('the recording of codis is what a real one answered, byte for byte', () => {
  const states = new Map([
    ['SLOTSMAPPING 0', 'replicas-slotsmapping-0'],
    ['SLOTSMAPPING 815', 'migrating-slotsmapping'],
  ]);
  for (const { line, bytes } of CODIS_RECORDING) {
    const sample = states.get(line);
    const answer = sample === undefined ? CODIS_ANSWERS.get(line) : codisSample(sample);
    expect([line, bytes]).toEqual([line, answer?.toString('latin1')]);
  }
});

describe.each(LANGUAGES)('the texts in %s', (language) => {
  const texts = textsIn(language);

  test('are there for every step of every lesson', () => {
    expect(texts.map(({ steps }) => steps.length)).toEqual(LESSONS.map(({ steps }) => steps.length));
    for (const { title, steps } of texts) {
      expect(title).not.toBe('');
      for (const { why, watch } of steps) expect([why, watch]).not.toContain('');
    }
  });

  test('have a text for each link, and close each mark of code', () => {
    for (const [at, lesson] of LESSONS.entries())
      for (const [number, step] of lesson.steps.entries()) {
        const text = texts[at]!.steps[number]!;
        expect(text.link !== undefined).toBe(step.link !== undefined);
        for (const one of Object.values(text) as string[]) expect(one.split('`').length % 2).toBe(1);
      }
  });

  test('name the same commands and settings in code as the English ones', () => {
    const codeIn = (text: string) => text.split('`').filter((_, i) => i % 2 === 1);
    for (const [at, { steps }] of textsIn('en').entries())
      for (const [number, { why }] of steps.entries())
        expect(codeIn(texts[at]!.steps[number]!.why).sort()).toEqual(codeIn(why).sort());
  });
});

test('the Chinese is spaced and marked as Chinese is', () => {
  for (const { title, steps } of textsIn('zh-Hans'))
    for (const text of [title, ...steps.flatMap((step) => Object.values(step) as string[])])
      expect([text, ...chineseProblems(text.replaceAll('`', ''))]).toEqual([text]);
});
