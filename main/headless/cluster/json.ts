/** `--json`: stdout has one JSON text, whatever happens. Everything that is said to people goes to stderr. */
import { Output } from '../output.ts';

/** stderr in place of stdout. */
export class Aside extends Output {
  private said = '';

  /** All that was written so far. */
  lines(): string[] {
    return this.said.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
  }

  override text(text: string): void {
    this.error(text);
  }

  override remark(text: string): void {
    this.error(text);
  }

  override error(text: string): void {
    this.said += text;
    super.error(text);
  }
}

/** JSON leaves some characters as they are that a terminal acts on: C1 controls and those of bidirectional text. */
const UNSAFE = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

export const jsonText = (data: object): string =>
  `${JSON.stringify(data, null, 2).replace(UNSAFE, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  )}\n`;
