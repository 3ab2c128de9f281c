/** The key-slot calculator: the text in it, and how it is shown. Slots and tags are computed when they are drawn. */
import type { Failure } from '../../../shared/failure.ts';
import type { TagWay } from '../../../shared/slots/tag-finder.ts';
import type { Message } from '../../window/message.ts';

export const CALCULATOR_MODES = ['list', 'slot', 'tag', 'names'] as const;
export type CalculatorMode = (typeof CALCULATOR_MODES)[number];
export type KeyOrder = 'line' | 'key' | 'crc' | 'slot' | 'owner';

/** "Give me a tag": the fields as typed, so that half a number stays. */
export interface TagWish {
  /** As typed; null for the key that is selected in the table. */
  key: string | null;
  kind: 'slot' | 'range' | 'shard' | 'node';
  slot: string;
  first: string;
  last: string;
  /** A shard's number, and a node's address; empty for the first one. */
  shard: string;
  node: string;
  way: TagWay;
  /** How many tags to find. */
  count: number;
}

export interface CalculatorState {
  /** One key a line. */
  text: string;
  mode: CalculatorMode;
  order: KeyOrder;
  descending: boolean;
  /** The table's row that is selected, by its id; null for the first key. */
  active: string | null;
  /** Groups that are folded, by id. */
  closed: ReadonlySet<string>;
  wish: TagWish;
  /** The result of the last copy, export or opening. */
  told: { text: string } | { failure: Failure } | null;
}

export type CalculatorMessage =
  | { type: 'calculator-text'; text: string }
  /** Adds a line, or selects it if it is there already. */
  | { type: 'calculator-add'; text: string }
  | { type: 'calculator-mode'; mode: CalculatorMode }
  | { type: 'calculator-order'; order: KeyOrder }
  | { type: 'calculator-select'; row: string }
  | { type: 'calculator-fold'; group: string }
  | { type: 'calculator-wish'; wish: Partial<TagWish> }
  | { type: 'calculator-open' }
  | { type: 'calculator-copy'; text: string }
  | { type: 'calculator-save'; text: string }
  | { type: 'calculator-told'; told: CalculatorState['told'] };

declare module '../../window/contract.ts' {
  interface FeatureStates {
    calculator: CalculatorState;
  }
  interface Messages {
    calculator: CalculatorMessage;
  }
}

const ANSWERS = 5;

export const EMPTY_CALCULATOR: CalculatorState = {
  text: '',
  mode: 'list',
  order: 'line',
  descending: false,
  active: null,
  closed: new Set(),
  wish: {
    key: null,
    kind: 'slot',
    slot: '',
    first: '',
    last: '',
    shard: '',
    node: '',
    way: 'append',
    count: ANSWERS,
  },
  told: null,
};

export function reduceCalculator(calculator: CalculatorState, message: Message): CalculatorState {
  switch (message.type) {
    case 'calculator-text':
      return { ...calculator, text: message.text, told: null };
    case 'calculator-add':
      return addLine(calculator, message.text);
    case 'calculator-mode':
      return { ...calculator, mode: message.mode };
    case 'calculator-order': {
      const { order } = message;
      return { ...calculator, order, descending: order === calculator.order && !calculator.descending };
    }
    case 'calculator-select':
      return { ...calculator, active: message.row };
    case 'calculator-fold': {
      const closed = new Set(calculator.closed);
      if (!closed.delete(message.group)) closed.add(message.group);
      return { ...calculator, closed };
    }
    case 'calculator-wish':
      return { ...calculator, wish: { ...calculator.wish, count: ANSWERS, ...message.wish } };
    case 'calculator-told':
      return { ...calculator, told: message.told };
    default:
      return calculator;
  }
}

/** A key's row has the id of its line: key-rows.ts. */
function addLine(calculator: CalculatorState, line: string): CalculatorState {
  const lines = calculator.text === '' ? [] : calculator.text.replace(/\n$/, '').split('\n');
  const at = lines.indexOf(line);
  if (at >= 0) return { ...calculator, active: `line-${at + 1}` };
  const text = [...lines, line].join('\n');
  return { ...calculator, text, active: `line-${lines.length + 1}`, told: null };
}
