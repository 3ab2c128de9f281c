import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { CrossIcon } from '../kit/icons.tsx';
import { FailureText, IconButton, shortcutText } from '../kit/parts.tsx';
import type { DebugView, GoOn } from './lua-debugger.ts';
import { words } from './words.ts';

const w = words.debug;

interface PanelProps {
  view: DebugView;
  onGoOn(command: GoOn): void;
  onPrint(text: string, isCode: boolean): void;
  onAgain(): void;
  onClose(): void;
}

const KEYS: { readonly [C in GoOn]: string } = { continue: 'F8', step: 'F10', abort: 'Shift+F8' };

/** The session beside the script: where it is stopped, what is known there, and what becomes of the changes. */
export function DebugPanel({ view, onGoOn, onPrint, onAgain, onClose }: PanelProps) {
  const { state, isBusy, failure, log, breakpoints } = view;
  const isStopped = state?.phase === 'stopped';
  return (
    <section class="debugpanel" aria-label={w.title}>
      <div class="row wrap">
        {isStopped || (isBusy && !failure) ? (
          (['continue', 'step', 'abort'] as const).map((command) => (
            <button
              key={command}
              type="button"
              class="btn"
              disabled={!isStopped || (isBusy && command !== 'abort')}
              title={`${w.hints[command]} · ${shortcutText(KEYS[command])}`}
              onClick={() => onGoOn(command)}
            >
              {w.commands[command]}
            </button>
          ))
        ) : (
          <button type="button" class="btn" onClick={onAgain}>
            {w.again}
          </button>
        )}
        <span class="grow" />
        <IconButton label={w.close} onClick={onClose}>
          <CrossIcon />
        </IconButton>
      </div>
      <p class={state?.phase === 'lost' ? 'sm bad' : 'sm fg'} role="status">
        {isBusy ? w.running : state ? w.where(state) : ''}
      </p>
      {failure && <FailureText failure={failure} />}
      {state && <p class={`xs ${state.isSync ? 'warn' : 'f2'}`}>{state.fate}</p>}
      {state?.result !== undefined && state.result !== null && (
        <>
          <h3 class="label">{w.result}</h3>
          <pre class="mono sm">{state.result}</pre>
        </>
      )}
      {isStopped && (
        <>
          <h3 class="label">{w.variables}</h3>
          {state.variables.length === 0 ? (
            <p class="xs f3">{w.noVariables}</p>
          ) : (
            <dl class="mono sm">
              {state.variables.map(({ name, value }, i) => (
                <div key={i}>
                  <dt class="f2">{name}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
          )}
          <h3 class="label">{w.calls}</h3>
          <ol class="mono xs">
            {state.calls.map((one, i) => (
              <li key={i}>{one}</li>
            ))}
          </ol>
          <Ask isOff={isBusy} onPrint={onPrint} />
        </>
      )}
      {breakpoints.length > 0 && <p class="xs f3">{w.breakpoints(breakpoints)}</p>}
      <Log log={log} />
    </section>
  );
}

function Ask({ isOff, onPrint }: { isOff: boolean; onPrint: PanelProps['onPrint'] }) {
  const [text, setText] = useState('');
  return (
    <form
      class="row"
      onSubmit={(event) => {
        event.preventDefault();
        if (isOff) return;
        onPrint(text, !/^\w+$/.test(text));
        setText('');
      }}
    >
      <input
        class="input mono sm"
        aria-label={w.print}
        placeholder={w.printHint}
        value={text}
        spellcheck={false}
        autocomplete="off"
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
      <button type="submit" class="btn" disabled={isOff || text === ''}>
        {w.printButton}
      </button>
    </form>
  );
}

/** Its end stays in view. */
function Log({ log }: { log: readonly string[] }) {
  const end = useRef<HTMLPreElement>(null);
  useLayoutEffect(() => {
    if (end.current) end.current.scrollTop = end.current.scrollHeight;
  }, [log]);
  return log.length === 0 ? null : (
    <pre ref={end} class="debuglog mono xs" role="log" aria-label={w.log} tabIndex={0}>
      {log.join('\n')}
    </pre>
  );
}
