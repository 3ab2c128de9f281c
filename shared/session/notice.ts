/** A sentence for the transcript. */
export interface Notice {
  tone: 'info' | 'good' | 'bad';
  text: string;
  /** When it happened, milliseconds since 1970; absent if it answers something typed just before. */
  at?: number;
}
