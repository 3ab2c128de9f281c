import { expect, test } from 'vitest';
import { languageOf, systemLanguage } from '../../../../shared/language/language.ts';

test('the first of the system’s languages that the app has is taken', () => {
  expect(systemLanguage(['zh-CN', 'en-US'])).toBe('zh-Hans');
  expect(systemLanguage(['zh-Hans-SG'])).toBe('zh-Hans');
  expect(systemLanguage(['zh'])).toBe('zh-Hans');
  expect(systemLanguage(['de-DE', 'zh-CN', 'en'])).toBe('zh-Hans');
  expect(systemLanguage(['en-GB', 'zh-CN'])).toBe('en');
});

test('a system that prefers none of the languages gets English', () => {
  expect(systemLanguage([])).toBe('en');
  expect(systemLanguage(['fr-FR', 'C', 'zh_CN.UTF-8', ''])).toBe('en');
});

test('Traditional Chinese is not taken for Simplified', () => {
  expect(systemLanguage(['zh-TW', 'en-US'])).toBe('en');
  expect(systemLanguage(['zh-Hant-HK', 'zh-CN'])).toBe('zh-Hans');
});

test('a chosen language is drawn whatever the system prefers', () => {
  expect(languageOf('system', 'zh-Hans')).toBe('zh-Hans');
  expect(languageOf('en', 'zh-Hans')).toBe('en');
});
