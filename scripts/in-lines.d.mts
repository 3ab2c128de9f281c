/** Types for the tests. */
export function inLines(text: string, first: string, next: string): string;
