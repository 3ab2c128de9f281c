/** The key-slot calculator: what is typed and pasted there. What comes of it is computed where it is shown. */
import type { Message } from './message.ts';

export interface CalculatorState {
  /** One key a line. */
  text: string;
}

export type CalculatorMessage = { type: 'calculator-text'; text: string };

export const EMPTY_CALCULATOR: CalculatorState = { text: '' };

export function reduceCalculator(calculator: CalculatorState, message: Message): CalculatorState {
  return message.type === 'calculator-text' ? { ...calculator, text: message.text } : calculator;
}
