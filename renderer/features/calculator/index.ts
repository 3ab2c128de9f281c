/** The key-slot calculator. */
import './calculator.css';
import type { FeatureWithState } from '../../window/feature.ts';
import { CalculatorView } from './calculator-view.tsx';
import { performCalculator } from './effects.ts';
import { EMPTY_CALCULATOR, reduceCalculator } from './state.ts';

export const calculator = {
  initial: () => EMPTY_CALCULATOR,
  reduce: reduceCalculator,
  perform: performCalculator,
  view: CalculatorView,
} satisfies FeatureWithState<'calculator'>;
