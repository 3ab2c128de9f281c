/** The column beside a script: where each line would go. Draws only the visible lines. */
import { shardColour } from '../kit/parts.tsx';
import { LineHints, markHashed, type HintContext, type LineHint } from './line-hint.ts';
import { monaco } from './monaco.ts';
import { words } from './words.ts';

const w = words.margin;

export class SlotMargin {
  private readonly element: HTMLElement;
  private readonly editor: monaco.editor.ICodeEditor;
  private readonly hints: LineHints;
  private readonly marks: monaco.editor.IEditorDecorationsCollection;
  private readonly rows: HTMLElement[] = [];
  private context: HintContext;
  private waiting = 0;

  constructor(element: HTMLElement, editor: monaco.editor.ICodeEditor, context: HintContext) {
    this.element = element;
    this.editor = editor;
    this.context = context;
    this.hints = new LineHints(context);
    this.marks = editor.createDecorationsCollection();
    const later = () => this.drawSoon();
    editor.onDidChangeModel(later);
    editor.onDidChangeModelContent(later);
    editor.onDidLayoutChange(later);
    editor.onDidChangeConfiguration(later);
    editor.onDidScrollChange((scrolled) => {
      // With the text, in one frame.
      if (scrolled.scrollTopChanged) this.draw();
    });
    this.drawSoon();
  }

  setContext(context: HintContext): void {
    this.context = context;
    this.hints.setContext(context);
    this.drawSoon();
  }

  dispose(): void {
    cancelAnimationFrame(this.waiting);
  }

  private drawSoon(): void {
    cancelAnimationFrame(this.waiting);
    this.waiting = requestAnimationFrame(() => this.draw());
  }

  private draw(): void {
    const model = this.editor.getModel();
    const shown = model?.getLanguageId() === 'redis';
    this.element.hidden = !shown;
    if (!model || !shown) return;
    const marks: monaco.editor.IModelDeltaDecoration[] = [];
    let used = 0;
    const scrolled = this.editor.getScrollTop();
    for (const { startLineNumber, endLineNumber } of this.editor.getVisibleRanges())
      for (let number = startLineNumber; number <= endLineNumber; number++) {
        const line = model.getLineContent(number);
        this.drawRow(used++, this.editor.getTopForLineNumber(number) - scrolled, this.hints.of(line));
        for (const { start, end, shard } of markHashed(line, this.context))
          marks.push({
            range: new monaco.Range(number, start + 1, number, end + 1),
            options: { inlineClassName: `keymark shard-${shardColour(shard) ?? 'none'}` },
          });
      }
    for (const row of this.rows.splice(used)) row.remove();
    this.marks.set(marks);
  }

  private drawRow(index: number, top: number, hint: LineHint): void {
    let row = this.rows[index];
    if (!row) {
      row = document.createElement('div');
      this.element.append(row);
      this.rows.push(row);
    }
    row.style.transform = `translateY(${top}px)`;
    const shard = hint.kind === 'slot' ? hint.shard : null;
    const text = textOf(hint);
    const drawn = `${hint.kind} ${text} ${shard}`;
    row.title = titleOf(hint);
    if (row.dataset.drawn === drawn) return;
    row.dataset.drawn = drawn;
    row.className = hint.kind;
    row.dataset.shard = shardColour(shard) ?? '';
    row.replaceChildren(text, ...(hint.kind === 'slot' ? [badge(shard)] : []));
  }
}

function badge(shard: number | null): HTMLElement {
  const element = document.createElement('b');
  element.className = shard === null ? 'shard none' : 'shard';
  element.textContent = shard === null ? '?' : String(shard);
  return element;
}

function textOf(hint: LineHint): string {
  switch (hint.kind) {
    case 'none':
      return '';
    case 'slot':
      return String(hint.slot);
    case 'target':
      return hint.target.length > 12 ? `${hint.target.slice(0, 11)}…` : hint.target;
    case 'cross-slot':
      return w.crossSlot;
    case 'problem':
      return w.problem;
  }
}

function titleOf(hint: LineHint): string {
  switch (hint.kind) {
    case 'none':
      return '';
    case 'slot':
      return w.slot(hint.slot, hint.shard);
    case 'target':
      return w.sentTo(hint.target);
    case 'cross-slot':
      return w.crossed(hint.slots.length, hint.slots.slice(0, 8).join(', '));
    case 'problem':
      return hint.why;
  }
}
