/** A node's conf file: the text in the editor, what is wrong with it, and file, running and default value side by side. */
import { useMemo } from 'preact/hooks';
import { escapeForLine } from '../../../shared/format/escape.ts';
import { FailureText } from '../../kit/parts.tsx';
import type { PanelProps, Send } from '../../window/state.ts';
import { CONF_ELEMENT } from './conf-effects.ts';
import { judgeConf, type JudgedConf, type ShownConf } from './conf-state.ts';
import type { Row } from './state.ts';
import { words } from './words.ts';

const w = words.conf;
/** Characters of a value that are shown. */
const LONGEST = 300;

export function ConfPane({ current, state: { local }, send }: PanelProps & { current: Row }) {
  const conf = local.conf?.row === current.row ? local.conf : null;
  const judged = useMemo(() => conf && judgeConf(conf), [conf]);
  return (
    <div class="conf">
      <div class="conftext">
        <div id={CONF_ELEMENT} class="confeditor" />
        {conf?.failure && <FailureText failure={conf.failure} />}
        {conf && judged ? (
          <Bar conf={conf} judged={judged} current={current} send={send} />
        ) : (
          <p class="confbar f2" role="status">
            {conf?.failure ? '' : w.loading}
          </p>
        )}
      </div>
      {conf?.read && judged && <Table conf={conf} judged={judged} />}
    </div>
  );
}

interface Parts {
  conf: ShownConf;
  judged: JudgedConf;
}

function Bar({ conf, judged, current, send }: Parts & { current: Row; send: Send }) {
  const { problems, changes, rows, isEdited } = judged;
  const [first, ...others] = problems;
  const isRunning = conf.read!.running !== null;
  const pending = rows.filter(({ isPending }) => isPending).length;
  const bySet = changes.filter(({ by }) => by === 'set').length;
  const canSave = isEdited && !first && !conf.isSaving;
  const restart = { id: current.cluster.id, port: current.node.port, act: 'restart' } as const;
  return (
    <div class="confbar">
      {first ? (
        <button
          type="button"
          class="link sm problem"
          onClick={() => send({ type: 'local-conf-line', line: first.line })}
        >
          {escapeForLine(w.problem(first.line, first.message))} {others.length > 0 && w.more(others.length)}
        </button>
      ) : (
        <span class="sm f2" role="status">
          {isEdited
            ? `${w.edited} · ${w.plan(bySet, changes.length - bySet, isRunning)}`
            : pending > 0
              ? w.pending(pending)
              : w.unchanged}
          {conf.read!.directives.length === 0 && ` ${w.unjudged(conf.read!.server)}`}
        </span>
      )}
      <span class="grow" />
      {pending > 0 && !isEdited && (
        <button type="button" class="btn sm" onClick={() => send({ type: 'local-do', deed: restart })}>
          {words.acts.node.restart}
        </button>
      )}
      {isEdited && (
        <button type="button" class="btn sm quiet" onClick={() => send({ type: 'local-conf-discard' })}>
          {w.discard}
        </button>
      )}
      <button
        type="button"
        class="btn sm primary"
        disabled={!canSave}
        onClick={() => send({ type: 'local-conf-save' })}
      >
        {conf.isSaving ? w.saving : w.save} <kbd>Ctrl S</kbd>
      </button>
    </div>
  );
}

const value = (text: string | null) =>
  text === null ? w.none : text === '' ? w.empty : escapeForLine(text.slice(0, LONGEST));

const Table = ({ conf, judged }: Parts) => (
  <div class="confside" tabIndex={0} role="region" aria-label={w.table}>
    <table class="conftable">
      <caption>{w.source(conf.read!.server)}</caption>
      <thead>
        <tr>
          {w.columns.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {judged.rows.map(({ name, file, running, initial, isPending }) => (
          <tr key={name}>
            <th scope="row" class="mono">
              {escapeForLine(name.slice(0, 100))}
            </th>
            <td class="mono">{file?.startsWith(w.hidden.slice(0, -1)) ? w.hidden : value(file)}</td>
            <td class={isPending ? 'mono differs' : 'mono'}>{value(running)}</td>
            <td class="mono">{value(initial)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
