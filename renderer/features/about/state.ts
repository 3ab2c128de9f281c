/** The two dialogs, and the messages that fill them. */
import type { AboutFacts } from '../../../shared/session/about.ts';

declare module '../../window/contract.ts' {
  interface Messages {
    about:
      | { type: 'about-facts'; facts: AboutFacts }
      | { type: 'report-text'; text: string }
      | { type: 'report-copy'; text: string };
  }
  interface Overlays {
    /** Null until main has answered. */
    about: { kind: 'about'; facts: AboutFacts | null };
    report: { kind: 'report'; text: string | null };
  }
}
