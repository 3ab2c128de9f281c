/** A large reply that is still arriving, as the shell shows it: how much has come, how fast, and its first rows. */
import { byteSize } from '../../shared/format/byte-size.ts';
import type { LanguageName } from '../../shared/language/language.ts';
import type { Reading } from '../../shared/repl/line/reading.ts';
import { INK } from '../../shared/repl/text/ink.ts';
import { span, type Span } from '../../shared/repl/text/span.ts';
import type { Arriving } from '../../shared/session/execution.ts';
import { describeHead } from './transcript/entry.ts';
import { answerWords } from './transcript/words.ts';

const ROWS = 8;

export class Arrival {
  private latest: Arriving | null = null;
  /** When the reply was first seen, in milliseconds, and how much of it had come by then. */
  private first = { at: 0, bytes: 0 };
  private rate = 0;
  private shown: readonly Span[][] = [];

  /** Takes main's latest report on the answer to `line`; `now` is in milliseconds. */
  take(arriving: Arriving | null, now: number, line: Reading, language: LanguageName): void {
    const { latest } = this;
    const isSame =
      arriving !== null &&
      latest?.node === arriving.node &&
      latest.of === arriving.of &&
      latest.bytes <= arriving.bytes;
    this.latest = arriving;
    if (arriving && isSame && now > this.first.at)
      this.rate = ((arriving.bytes - this.first.bytes) * 1000) / (now - this.first.at);
    else {
      this.first = { at: now, bytes: arriving?.bytes ?? 0 };
      this.rate = 0;
    }
    this.shown = arriving?.head ? rowsOf(describeHead(arriving.head, line, language)) : [];
  }

  /** Null if nothing has come. */
  text(language: LanguageName): string | null {
    const { latest, rate } = this;
    if (!latest) return null;
    const { node, isString, arrived, of, bytes } = latest;
    const words = answerWords(language);
    const parts = [
      isString
        ? words.receivingBytes({ node, arrived: byteSize(arrived), of: byteSize(of) })
        : words.receivingElements({ node, arrived, of, bytes: byteSize(bytes) }),
    ];
    if (rate > 0) parts.push(`${byteSize(Math.round(rate))}/s`);
    return parts.join(' · ');
  }

  /** The first rows of what has come; the terminal's width cuts them. */
  get rows(): readonly Span[][] {
    return this.shown;
  }
}

const rowsOf = (text: string): Span[][] => {
  const lines = text.split('\n', ROWS + 1).filter((line) => line !== '');
  const rows = lines.slice(0, ROWS).map((line) => [span(line, INK.fg3)]);
  return lines.length > ROWS ? [...rows, [span('…', INK.fg3)]] : rows;
};
