/** Severity by shape; the colour and the word beside it say the same. */
import type { SituationShape } from '../../../shared/operations/situation.ts';
import { words } from './words.ts';

export function Shape({ shape }: { shape: SituationShape | 'fine' }) {
  const label = shape === 'fine' ? words.fine : words.shapes[shape];
  const svg = { class: `sev ${shape}`, viewBox: '0 0 18 18', role: 'img', 'aria-label': label } as const;
  const line = { fill: 'none', stroke: 'currentColor', 'stroke-width': '1.6' } as const;
  switch (shape) {
    case 'octagon':
      return (
        <svg {...svg}>
          <path d="M5.7 1h6.6L17 5.7v6.6L12.3 17H5.7L1 12.3V5.7z" fill="currentColor" />
          <path d="m6 6 6 6m0-6-6 6" stroke="var(--bg)" stroke-width="2" />
        </svg>
      );
    case 'triangle':
      return (
        <svg {...svg} {...line}>
          <path d="M9 2 16.5 15.5h-15z" stroke-linejoin="round" />
          <path d="M9 7v4M9 12.6v1" />
        </svg>
      );
    case 'clock':
      return (
        <svg {...svg} {...line}>
          <circle cx="9" cy="9" r="7" />
          <path d="M9 5v4.4l2.8 1.8" />
        </svg>
      );
    case 'fine':
      return (
        <svg {...svg} {...line}>
          <circle cx="9" cy="9" r="7" />
          <path d="m5.8 9.3 2.2 2.2 4.2-4.6" />
        </svg>
      );
  }
}
