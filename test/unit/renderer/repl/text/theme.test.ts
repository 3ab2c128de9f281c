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
const THEMES: readonly ThemeName[] = ['dark', 'light'];
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
  const [, dark, light] = /dark \? '(#[0-9a-f]{6})' : '(#[0-9a-f]{6})'/.exec(windowSource)!;
  expect([dark, light]).toEqual(THEMES.map((theme) => tokens.get(theme)!.get('bg')));
});
