/** The report of a run: its verdict, and its text. Pure. */
import type { DoctorReport } from '../../../../shared/connections/doctor.ts';
/** Two sentences: how many steps failed, and whether the user can connect. */
export declare function verdictOf({ steps, usable }: DoctorReport): {
    text: string;
    about: string;
    good: boolean;
};
/** `12 ms`, `3,000 ms`; below one a tenth. */
export declare const stepTime: (milliseconds: number) => string;
/** `340 ms`, `3.3 s`. */
export declare const totalTime: (milliseconds: number) => string;
/** As text to pass on. It holds what the steps say, which is never a secret. */
export declare function reportText(name: string, report: DoctorReport): string;
