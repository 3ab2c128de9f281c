/** The licences of everything that is in the app. */
import './licences.css';
import { late } from '../../kit/late.tsx';
import type { Feature } from '../../window/feature.ts';

const LicencesView = late(async () => (await import('./licences-view.tsx')).LicencesView);

export const licences = { view: LicencesView } satisfies Feature;
