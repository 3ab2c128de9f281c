/** The key-slot calculator. */
import './calculator.css';
import { late } from '../../kit/late.tsx';
import type { FeatureWithState } from '../../window/feature.ts';
import { performCalculator } from './effects.ts';
import { EMPTY_CALCULATOR, reduceCalculator } from './state.ts';

const CalculatorView = late(async () => (await import('./calculator-view.tsx')).CalculatorView);

export const calculator = {
  initial: () => EMPTY_CALCULATOR,
  reduce: reduceCalculator,
  perform: performCalculator,
  view: CalculatorView,
} satisfies FeatureWithState<'calculator'>;
