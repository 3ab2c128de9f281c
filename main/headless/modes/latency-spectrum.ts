/** A line of `--latency-dist`: a coloured character for each range of times, in redis-cli's ranges and colours. Pure. */

/** Colours of a terminal with 256. */
const COLOURS = [
  0, 233, 234, 235, 237, 239, 241, 243, 245, 247, 144, 143, 142, 184, 226, 214, 208, 202, 196,
] as const;
const GREYS = [0, 233, 234, 235, 237, 239, 241, 243, 245, 247, 249, 251, 253] as const;

/** Each with the most microseconds that belong to it. */
const RANGES: readonly (readonly [most: number, character: string])[] = [
  [10, '.'],
  [125, '-'],
  [250, '*'],
  [500, '#'],
  ...Array.from({ length: 9 }, (_, i) => [(i + 1) * 1000, String(i + 1)] as const),
  ...[...'ABCDE'].map((character, i) => [(i + 1) * 10_000, character] as const),
  ...[...'FGHIJ'].map((character, i) => [(i + 1) * 100_000, character] as const),
  ...[1, 2, 4, 8, 16, 30, 60].map((seconds, i) => [seconds * 1e6, 'KLMNOPQ'[i]!] as const),
  [Infinity, '?'],
];

const RULE = '---------------------------------------------\n';

export class Spectrum {
  private readonly palette: readonly number[];
  private readonly counts = new Array<number>(RANGES.length).fill(0);
  private total = 0;

  constructor(isGrey: boolean) {
    this.palette = isGrey ? GREYS : COLOURS;
  }

  get isEmpty(): boolean {
    return this.total === 0;
  }

  add(microseconds: number): void {
    this.counts[RANGES.findIndex(([most]) => microseconds <= most)]!++;
    this.total++;
  }

  /** The line of the times added since the last call, with its end. */
  take(): string {
    const cells = RANGES.map(([, character], i) => {
      const share = this.total === 0 ? 0 : this.counts[i]! / this.total;
      return `\x1b[48;5;${this.palette[Math.ceil(share * (this.palette.length - 1))]}m${character}`;
    });
    this.counts.fill(0);
    this.total = 0;
    return `\x1b[38;5;0m${cells.join('')}\x1b[0m\n`;
  }

  get legend(): string {
    return (
      RULE +
      '. - * #          .01 .125 .25 .5 milliseconds\n' +
      '1,2,3,...,9      from 1 to 9     milliseconds\n' +
      'A,B,C,D,E        10,20,30,40,50  milliseconds\n' +
      'F,G,H,I,J        .1,.2,.3,.4,.5       seconds\n' +
      'K,L,M,N,O,P,Q,?  1,2,4,8,16,30,60,>60 seconds\n' +
      `From 0 to 100%: ${this.palette.map((colour) => `\x1b[48;5;${colour}m `).join('')}\x1b[0m\n` +
      RULE
    );
  }
}
