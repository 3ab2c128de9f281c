/** The licences of everything that is in the app. */
import './licences.css';
import type { Feature } from '../../window/feature.ts';
import { LicencesView } from './licences-view.tsx';

export const licences = { view: LicencesView } satisfies Feature;
