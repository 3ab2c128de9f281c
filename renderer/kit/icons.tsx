/** Drawn here, so that no font or file is needed; all are decoration beside a name. */
import type { ComponentChildren } from 'preact';

const Line = ({ size, box, children }: { size: number; box: number; children: ComponentChildren }) => (
  <svg
    width={size}
    height={size}
    viewBox={`0 0 ${box} ${box}`}
    fill="none"
    stroke="currentColor"
    stroke-width="1.4"
    aria-hidden="true"
  >
    {children}
  </svg>
);

export const ChevronIcon = () => (
  <Line size={10} box={10}>
    <path d="m2 3.5 3 3 3-3" />
  </Line>
);
export const SearchIcon = () => (
  <Line size={14} box={14}>
    <circle cx="6" cy="6" r="4" />
    <path d="m9 9 3.5 3.5" />
  </Line>
);
export const RefreshIcon = () => (
  <Line size={14} box={14}>
    <path d="M12 7a5 5 0 1 1-1.5-3.6M12 1.5v3H9" />
  </Line>
);
export const MoveIcon = () => (
  <Line size={12} box={12}>
    <path d="M1 4h9L7.5 1.5M11 8H2l2.5 2.5" />
  </Line>
);
export const CheckIcon = () => (
  <Line size={14} box={14}>
    <path d="m3 7.5 2.7 2.7L11 4.5" />
  </Line>
);
export const CrossIcon = () => (
  <Line size={14} box={14}>
    <path d="m3.5 3.5 7 7m0-7-7 7" />
  </Line>
);
export const StopIcon = () => (
  <Line size={12} box={12}>
    <rect x="3" y="3" width="6" height="6" rx="1" fill="currentColor" />
  </Line>
);
export const StartIcon = () => (
  <Line size={12} box={12}>
    <path d="M4 2.5v7L9.5 6Z" fill="currentColor" />
  </Line>
);

export const WarningIcon = () => (
  <Line size={16} box={16}>
    <path d="M8 2 14.5 13.5h-13zM8 6.5v3.5M8 11.4v.6" />
  </Line>
);
export const BroadcastIcon = () => (
  <Line size={14} box={14}>
    <circle cx="7" cy="7" r="1.4" fill="currentColor" />
    <path d="M4.2 9.8a4 4 0 0 1 0-5.6m5.6 0a4 4 0 0 1 0 5.6M2.1 11.9a7 7 0 0 1 0-9.8m9.8 0a7 7 0 0 1 0 9.8" />
  </Line>
);
export const LockIcon = () => (
  <Line size={12} box={12}>
    <rect x="2.5" y="5.5" width="7" height="5" rx="1" />
    <path d="M4 5.5v-2a2 2 0 0 1 4 0v2" />
  </Line>
);
export const PlusIcon = () => (
  <Line size={14} box={14}>
    <path d="M7 2.5v9M2.5 7h9" />
  </Line>
);
