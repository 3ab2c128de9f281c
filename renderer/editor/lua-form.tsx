import { CrossIcon } from '../kit/icons.tsx';
import { IconButton, ShardBadge, shardColour } from '../kit/parts.tsx';
import { countSlots, slotsOfRows, type LuaDocument } from './lua-line.ts';
import { words } from './words.ts';

const w = words.lua;

type RowsName = 'keys' | 'args';

export interface LuaFormProps {
  lua: LuaDocument;
  /** Null outside a cluster, which has no slots. */
  shardOf: ((slot: number) => number | null) | null;
  /** Draws the form again. */
  onChange(lua: LuaDocument): void;
  /** Whether the debugger is to run the script on the data itself. */
  isSync: boolean;
  onSync(isSync: boolean): void;
}

export function LuaForm(props: LuaFormProps) {
  const { lua, shardOf, onChange } = props;
  const crossed = shardOf ? countSlots(lua.keys) : 1;
  return (
    <>
      <Rows {...props} name="keys" title={w.keys} add={w.addKey} />
      {crossed > 1 && (
        <p class="failure" role="alert">
          <span class="bad">{w.crossSlot(crossed)}</span>
          {w.crossSlotAdvice}
        </p>
      )}
      <Rows {...props} name="args" title={w.args} add={w.addArgument} />
      <label class="row sm f2">
        <input
          type="checkbox"
          checked={lua.readOnly}
          onChange={(event) => onChange({ ...lua, readOnly: event.currentTarget.checked })}
        />
        <span>
          {w.readOnly} <span class="mono xs f3">EVAL_RO</span>
        </span>
      </label>
      <label class="row sm f2" title={w.syncHint}>
        <input
          type="checkbox"
          checked={props.isSync}
          onChange={(event) => props.onSync(event.currentTarget.checked)}
        />
        <span>{w.sync}</span>
      </label>
    </>
  );
}

function Rows({
  lua,
  shardOf,
  onChange,
  name,
  title,
  add,
}: LuaFormProps & { name: RowsName; title: string; add: string }) {
  const rows = lua[name];
  const slots = name === 'keys' ? slotsOfRows(rows) : [];
  const set = (next: readonly string[], focus?: number) => {
    onChange({ ...lua, [name]: next.length > 0 ? next : [''] });
    if (focus !== undefined) focusRow(name, Math.max(0, focus));
  };
  const insertAt = (i: number) => set([...rows.slice(0, i), '', ...rows.slice(i)], i);
  const removeAt = (i: number, focus: number) =>
    set(
      rows.filter((_, at) => at !== i),
      focus,
    );
  const onKeyDown = (event: KeyboardEvent, i: number) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === 'Enter') insertAt(i + 1);
    else if (event.key === 'Backspace' && rows[i] === '' && rows.length > 1) removeAt(i, i - 1);
    else if (event.key === 'ArrowUp' && i > 0) focusRow(name, i - 1);
    else if (event.key === 'ArrowDown' && i + 1 < rows.length) focusRow(name, i + 1);
    else return;
    event.preventDefault();
  };
  return (
    <section aria-label={title}>
      <div class="row">
        <h3 class="label mono grow">{title}</h3>
        <button type="button" class="btn quiet" onClick={() => insertAt(rows.length)}>
          {add}
        </button>
      </div>
      <ol>
        {rows.map((row, i) => {
          const slot = slots[i] ?? null;
          const shard = slot === null || !shardOf ? null : shardOf(slot);
          const label = w.row(title, i + 1);
          return (
            <li key={i} class="luarow">
              <span class="label mono">{i + 1}</span>
              <input
                id={rowId(name, i)}
                class="input mono"
                aria-label={label}
                title={w.rowHint}
                value={row}
                spellcheck={false}
                onInput={(event) => set(rows.map((row, at) => (at === i ? event.currentTarget.value : row)))}
                onKeyDown={(event) => onKeyDown(event, i)}
              />
              {slot !== null && shardOf && (
                <span class="slotof" data-shard={shardColour(shard)}>
                  <span class="mono sm st">{slot}</span>
                  <ShardBadge shard={shard} />
                </span>
              )}
              <IconButton label={w.remove(label)} onClick={() => removeAt(i, Math.min(i, rows.length - 2))}>
                <CrossIcon />
              </IconButton>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

const rowId = (name: RowsName, i: number) => `lua-${name}-${i + 1}`;
const focusRow = (name: RowsName, i: number) => document.getElementById(rowId(name, i))?.focus();
