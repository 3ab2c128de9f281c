/** Draws the heads of two panes and the edge between them. The shells themselves are in repl/shells.ts. */
import { render } from 'preact';
import { actionLabel } from '../../shared/action-labels.ts';
import type { Split } from '../../shared/session/shown.ts';
import { escapeForLine } from '../../shared/format/escape.ts';
import { BroadcastMark } from '../features/broadcast/mark.tsx';
import { isTicked } from '../features/broadcast/state.ts';
import { savedOne } from '../features/connections/state.ts';
import { CrossIcon } from '../kit/icons.tsx';
import { menuTarget } from '../kit/menu-target.ts';
import { Address, IconButton, shardColour } from '../kit/parts.tsx';
import { shellName } from '../kit/shell-name.ts';
import { shardNumberOf } from '../kit/topology-lookup.ts';
import { shellElementId } from '../repl/shells.ts';
import { actionHint } from './action-hint.ts';
import { PaneResizer } from './resizer.tsx';
import type { PanelProps, State } from './state.ts';
import { regionsWords, toolbarWords } from './words.ts';

/** Lays out the shells, and names them for screen readers. */
export function drawPanes(props: PanelProps): void {
  const { state } = props;
  const { split, language } = state;
  const terminal = document.getElementById('terminal')!;
  terminal.style.gridTemplate = split ? gridOf(split) : '';
  if (split) terminal.dataset.split = split.direction;
  else delete terminal.dataset.split;
  for (const id of Object.keys(state.sessions).map(Number)) {
    const element = document.getElementById(shellElementId(id));
    element?.setAttribute('role', split ? 'region' : 'group');
    element?.setAttribute('aria-label', split ? paneName(state, id) : regionsWords(language).terminal);
  }
  render(split && state.started ? <Panes {...props} /> : null, document.getElementById('panes')!);
}

/** Rows and columns: a head and a shell for each pane. */
function gridOf({ direction, share }: Split): string {
  const [first, second] = [`minmax(0, ${share}fr)`, `minmax(0, ${100 - share}fr)`];
  const head = 'var(--h-pane)';
  return direction === 'right'
    ? `${head} minmax(0, 1fr) / ${first} ${second}`
    : `${head} ${first} ${head} ${second} / minmax(0, 1fr)`;
}

function paneName(state: State, id: number): string {
  const { label, environment, currentNode } = state.sessions[id]!;
  const environments = label ? [toolbarWords(state.language).environments[environment]] : [];
  return [shellName(state, id), escapeForLine(label), ...environments, currentNode]
    .filter((part) => part !== '')
    .join(', ');
}

const Panes = (props: PanelProps) => (
  <>
    {props.state.split!.panes.map((id, i) => (
      <Head key={id} {...props} id={id} place={i === 0 ? 'first' : 'second'} />
    ))}
    <PaneResizer {...props} />
  </>
);

function Head({ state, send, id, place }: PanelProps & { id: number; place: 'first' | 'second' }) {
  const session = state.sessions[id]!;
  const words = toolbarWords(state.language);
  const isActive = id === state.active;
  const colour = savedOne(state.connections, session.profile)?.profile.colour ?? 'none';
  const show = () => send({ type: 'show-shell', shell: id });
  const close = actionLabel('close-pane', state.language);
  const node = (
    <span class="st" data-shard={shardColour(shardNumberOf(state.topology, session.currentNode))}>
      <Address address={session.currentNode} />
    </span>
  );
  return (
    <header
      class={isActive ? 'panehead on' : 'panehead'}
      data-pane={place}
      title={paneName(state, id)}
      {...menuTarget({ kind: 'shell', id })}
      // A click beside the button leaves the focus to the shell.
      onMouseDown={(event) => event.preventDefault()}
      onClick={show}
    >
      <b>{shellName(state, id)}</b>
      {isTicked(state, id) && <BroadcastMark language={state.language} />}
      {session.label && (
        <>
          {colour !== 'none' && (
            <span data-shard={shardColour(Number(colour))}>
              <i class="swatch" aria-hidden="true" />
            </span>
          )}
          <bdi class="cut">{escapeForLine(session.label)}</bdi>
          <span class="env" data-env={session.environment}>
            {words.environments[session.environment]}
          </span>
          {session.readOnly && (
            <span class="env" data-env="read-only">
              {words.readOnly}
            </span>
          )}
        </>
      )}
      {session.phase !== 'connected' ? (
        <span class={session.phase === 'lost' ? 'cut bad' : 'cut f3'}>{words.phases[session.phase]}</span>
      ) : (
        node
      )}
      <span class="grow" />
      <IconButton
        label={`${close}: ${shellName(state, id)}`}
        hint={actionHint('close-pane', state)}
        onClick={() => {
          show();
          send({ type: 'action', name: 'close-pane' });
        }}
      >
        <CrossIcon />
      </IconButton>
    </header>
  );
}
