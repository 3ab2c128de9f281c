import { createElement, options } from 'preact';
import { afterAll, expect, it } from 'vitest';
import { escapeAllText } from '../../../../renderer/kit/safe-text.ts';

const before = options.vnode;
afterAll(() => {
  options.vnode = before!;
});
escapeAllText();

it('escapes what is drawn as text, shown as a tooltip or read aloud', () => {
  const hostile = 'node\u202e\u200b1';
  const safe = 'node\\u202e\\u200b1';
  const { props } = createElement('a', { title: hostile, 'aria-label': hostile, class: hostile }, 'x');
  expect(props).toMatchObject({ title: safe, 'aria-label': safe, class: hostile });
});

it('leaves line breaks and tabs as they are', () => {
  const { props } = createElement('a', { title: 'one\n\ttwo' });
  expect(props.title).toBe('one\n\ttwo');
});
