/** The warning about an Electron that is not the app's own. */
import './runtime.css';
import type { Feature } from '../../window/feature.ts';
import { RuntimeBar } from './runtime-bar.tsx';

export const runtime = { places: { runtime: RuntimeBar } } satisfies Feature;
