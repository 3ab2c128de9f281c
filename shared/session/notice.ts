/** A sentence for the transcript. */
export interface Notice {
  tone: 'info' | 'good' | 'bad';
  text: string;
  /** When it came about, milliseconds since 1970; where not given, it answers something typed just before. */
  at?: number;
}
