/** What this program is, and a report of a problem that the user may copy. */
import './about.css';
import { late } from '../../kit/late.tsx';
import type { Feature } from '../../window/feature.ts';
import { performAbout } from './effects.ts';
import './state.ts';

const AboutDialog = late(async () => (await import('./about-dialogs.tsx')).AboutDialog);
const ReportDialog = late(async () => (await import('./about-dialogs.tsx')).ReportDialog);

export const about = {
  perform: performAbout,
  overlays: {
    about: {
      open: (message) =>
        message.type === 'action' && message.name === 'about' ? { kind: 'about', facts: null } : null,
      reduce: (overlay, message) =>
        message.type === 'about-facts' ? { ...overlay, facts: message.facts } : overlay,
      draw: (props, { facts }) => <AboutDialog {...props} facts={facts} />,
    },
    report: {
      open: (message) =>
        message.type === 'action' && message.name === 'report' ? { kind: 'report', text: null } : null,
      reduce: (overlay, message) =>
        message.type === 'report-text' ? { ...overlay, text: message.text } : overlay,
      draw: (props, { text }) => <ReportDialog {...props} text={text} />,
    },
  },
} satisfies Feature;
