/** The colours of a line of a script. The function that runs the line also splits it here, so that words are the same. Pure. */
import { splitLine, type Word } from '../../shared/commands/command-line.ts';
import { findCommand, findKeys, type CommandTable } from '../../shared/commands/command-table.ts';
import { readPrefix } from '../../shared/commands/shell-line.ts';
import { hashedPart } from '../../shared/slots/slots.ts';
import { isComment } from './script-line.ts';

export type TokenType =
  | ''
  | 'comment'
  | 'repeat'
  | 'target'
  | 'command'
  | 'command.unknown'
  | 'key'
  | 'key.tag'
  | 'string'
  | 'string.escape'
  | 'string.open'
  | 'number';

export interface LineToken {
  startIndex: number;
  type: TokenType;
}

const NUMBER = /^[+-]?\d+(\.\d+)?$/;
const ESCAPES = /\\(?:x[0-9a-fA-F]{2}|.)/gs;

/** The start and the type of each part of the line; the first starts at 0. */
export function tokenizeLine(line: string, commands: CommandTable): LineToken[] {
  if (isComment(line)) return [{ startIndex: 0, type: 'comment' }];
  const tokens: LineToken[] = [{ startIndex: 0, type: '' }];
  const add = (startIndex: number, type: TokenType) => {
    const last = tokens.at(-1)!;
    if (last.type === type) return;
    if (last.startIndex === startIndex) tokens.pop();
    tokens.push({ startIndex, type });
  };
  const split = splitLine(line);
  const { target, first } = readPrefix(split.words.map((word) => word.bytes));
  const bytes = split.words.slice(first).map((word) => word.bytes);
  const command = findCommand(commands, bytes);
  const named = command ? command.name.split(' ').length : 1;
  const keys = new Set(findKeys(commands, bytes));
  split.words.forEach((word, i) => {
    const at = i - first;
    if (at < 0) add(word.start, target !== null && at === -1 ? 'target' : 'repeat');
    else if (at < named) add(word.start, command ? 'command' : 'command.unknown');
    else if (keys.has(at)) addKey(word, line, add);
    else if (!word.plain) addString(word, line, 'string', add);
    else add(word.start, NUMBER.test(line.slice(word.start, word.end)) ? 'number' : '');
    add(word.end, '');
  });
  if (!split.ok) add(split.open.start, 'string.open');
  return tokens.filter(({ startIndex }, i) => i === 0 || startIndex < line.length);
}

type Add = (startIndex: number, type: TokenType) => void;

function addKey(word: Word, line: string, add: Add): void {
  if (!word.plain) return addString(word, line, 'key', add);
  add(word.start, 'key');
  if (!hashedPart(word.bytes).tagged) return;
  const open = line.indexOf('{', word.start);
  add(open + 1, 'key.tag');
  add(line.indexOf('}', open), 'key');
}

function addString(word: Word, line: string, type: 'string' | 'key', add: Add): void {
  add(word.start, type);
  const text = line.slice(word.start, word.end);
  // In single quotes only the quote itself can be escaped.
  if (!text.endsWith('"')) return;
  for (const found of text.matchAll(ESCAPES)) {
    add(word.start + found.index, 'string.escape');
    add(word.start + found.index + found[0].length, type);
  }
}
