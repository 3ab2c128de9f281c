/** Each colour is written down in tokens.css; what cannot read a style sheet repeats it, and is compared here. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  areaColour,
  findColours,
  terminalTheme,
  type ThemeName,
} from '../../../../../renderer/repl/text/theme.ts';
import { INK, shardInk } from '../../../../../shared/repl/text/ink.ts';

const ROOT = path.resolve(import.meta.dirname, '../../../../..');
const THEMES: readonly ThemeName[] = ['dark', 'light', 'contrast'];
const SHARDS = [1, 2, 3, 4, 5, 6, 7, 8];

/** The style sheet's colours by theme, without `--`. */
const tokens = new Map<ThemeName, Map<string, string>>();
let windowSource = '';
beforeAll(async () => {
  const css = await readFile(path.join(ROOT, 'renderer/kit/tokens.css'), 'utf8');
  for (const theme of THEMES) {
    const block = new RegExp(`\\[data-theme='${theme}'\\] \\{([^}]*)\\}`).exec(css)![1]!;
    tokens.set(
      theme,
      new Map([...block.matchAll(/^ *--(\w[\w-]*): (#[0-9a-f]{6});/gm)].map((m) => [m[1]!, m[2]!])),
    );
  }
  windowSource = await readFile(path.join(ROOT, 'main/desktop/window.ts'), 'utf8');
});

describe.each(THEMES)('in the %s theme', (theme) => {
  const token = (name: string) => tokens.get(theme)!.get(name);

  it("the terminal's ground and text are the window's", () => {
    const { background, foreground, cursor, cursorAccent } = terminalTheme(theme);
    expect({ background, foreground, cursor, cursorAccent }).toEqual({
      background: token('bg'),
      foreground: token('fg'),
      cursor: token('fg'),
      cursorAccent: token('bg'),
    });
  });

  it("each ink of the palette is the token's of its name", () => {
    const palette = terminalTheme(theme).extendedAnsi!;
    const ink = (index: number) => palette[index - 16];
    const names = {
      fg2: 'fg-2',
      fg3: 'fg-3',
      danger: 'danger',
      warn: 'warn',
      accent: 'accent',
      panel: 'bg-panel',
    };
    for (const [name, index] of Object.entries(INK))
      expect([name, ink(index)]).toEqual([name, token(names[name as keyof typeof names])]);
    for (const shard of SHARDS) {
      expect([shard, ink(shardInk(shard))]).toEqual([shard, token(`shard-${shard}-text`)]);
      expect([shard, areaColour(theme, shardInk(shard))]).toEqual([shard, token(`shard-${shard}-fill`)]);
    }
  });

  it('the colours of what is found and selected are #RRGGBB, as the search wants them', () => {
    for (const colour of [...Object.values(findColours(theme)), terminalTheme(theme).selectionBackground])
      expect(colour).toMatch(/^#[0-9a-f]{6}$/);
  });
});

it("the window's first paint has the page's ground", () => {
  const row = /const GROUNDS = \{(.*)\}/.exec(windowSource)![1]!;
  const grounds = [...row.matchAll(/\b([a-z]+): '(#[0-9a-f]{6})'/g)].map(([, theme, colour]) => [
    theme,
    colour,
  ]);
  expect(grounds).toEqual(THEMES.map((theme) => [theme, tokens.get(theme)!.get('bg')]));
});

/** The contrast of two colours, #RRGGBB, as WCAG 2 has it: from 1 to 21. */
function contrast(one: string, other: string): number {
  const light = (colour: string) => {
    const [r, g, b] = [1, 3, 5].map((at) => {
      const part = parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    }) as [number, number, number];
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [low, high] = [light(one), light(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

it('with high contrast every text has 7:1 on every surface, and every edge of a control 4.5:1', () => {
  const colours = tokens.get('contrast')!;
  const texts = [...colours.keys()].filter((name) =>
    /^(fg|fg-2|fg-3|accent|danger|warn|shard-\d-text|env-\w+)$/.test(name),
  );
  const surfaces = ['bg', 'bg-panel', 'bg-raised', 'bg-hover', 'danger-soft', 'warn-soft'];
  expect(texts).toHaveLength(18);
  for (const surface of surfaces) {
    for (const text of texts)
      expect
        .soft(contrast(colours.get(text)!, colours.get(surface)!), `${text} on ${surface}`)
        .toBeGreaterThan(7);
    expect
      .soft(contrast(colours.get('line-strong')!, colours.get(surface)!), `edge on ${surface}`)
      .toBeGreaterThan(4.5);
  }
  for (const [text, surface] of [
    ['fg', 'accent-soft'],
    ['accent-fg', 'accent'],
  ] as const)
    expect(contrast(colours.get(text)!, colours.get(surface)!)).toBeGreaterThan(7);
  expect(contrast('#ffffff', colours.get('danger-fill')!)).toBeGreaterThan(7);
});
