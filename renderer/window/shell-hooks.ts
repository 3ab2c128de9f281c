/** Calls that each shell makes to the rest of the window. */
import type { Client } from '../../shared/ipc.ts';
import { unpackOutcomes } from '../../shared/session/packed-outcomes.ts';
import { targetsOf } from '../features/broadcast/state.ts';
import { questionOf } from '../features/paste/paste-question.ts';
import { shellName } from '../kit/shell-name.ts';
import type { Store } from '../kit/store.ts';
import type { Execution } from '../../shared/session/execution.ts';
import type { Shell, ShellHooks } from '../repl/contract.ts';
import type { Reading } from '../../shared/repl/line/reading.ts';
import type { Message } from './message.ts';
import type { Asker } from './questions.ts';
import type { State } from './state.ts';

interface Parts {
  client: Client;
  store: Store<State, Message>;
  asker: Asker;
  shell(id: number): Shell | null;
  report(error: unknown): void;
  onHints(on: boolean): void;
  onEdit(id: number, line: Reading): void;
}

export function shellHooks(id: number, parts: Parts): ShellHooks {
  const { client, store, asker, report, onHints } = parts;
  const { send } = store;
  return {
    run: async (lines, done, approval, unattended) =>
      unpackOutcomes(await client.run({ shell: id, lines: [...lines], done, approval, unattended })),
    onEntered(lines) {
      if (targetsOf(store.state(), id).length > 0) send({ type: 'entered', shell: id, lines });
    },
    confirmPaste(lines) {
      const state = store.state();
      const { commands, sessions, session, settings } = state;
      const question = questionOf(lines, {
        session: sessions[id] ?? session,
        commands,
        policy: settings.pasteConfirm,
        others: targetsOf(state, id).map((shell) => shellName(state, shell)),
      });
      return question === null || asker.askPaste(question);
    },
    ask: (question) => asker.ask(question),
    cancel: () => void client.cancel({ shell: id }).catch(report),
    arriving: () => client.arriving({ shell: id }),
    stopStreams: () => void client.stopStreams({ shell: id }).catch(report),
    leave: () => leave(id, parts),
    onHints,
    onEdit: (line) => parts.onEdit(id, line),
    onExecutions: gathered((executions) => send({ type: 'executed', shell: id, executions })),
    onOpenReply: (reply) => openReply(reply, id, parts),
    onOpenValue: (title, frame) => send({ type: 'open-value', title, frame }),
    openFind: () => send({ type: 'action', name: 'find' }),
    history: () => client.history({ shell: id }),
    copy: (text) => void client.copyText({ text }).catch(report),
    paste: () => client.pasteText(undefined),
    openPalette: () => send({ type: 'action', name: 'palette' }),
  };
}

/** Executions of a paste that are told together: each time the panels are drawn again. */
const MANY = 20;
const GATHERED_FOR_MS = 500;

/** Tells a few executions at once, and those of a paste a few times a second. */
function gathered(tell: (executions: Execution[]) => void): (executions: Execution[]) => void {
  let waiting: Execution[] = [];
  let timer = 0;
  const tellAll = () => {
    window.clearTimeout(timer);
    timer = 0;
    tell(waiting.splice(0));
  };
  return (executions) => {
    waiting = waiting.concat(executions);
    if (executions.length < MANY) tellAll();
    else timer ||= window.setTimeout(tellAll, GATHERED_FOR_MS);
  };
}

/** `exit`: the last shell stays until the window closes. */
function leave(id: number, { store, shell }: Parts): void {
  if (Object.keys(store.state().sessions).length > 1) store.send({ type: 'close-shell', shell: id });
  else shell(id)?.notice({ tone: 'info', text: 'Closing the window ends the last shell.' });
}

function openReply(reply: number, id: number, { store, shell }: Parts): void {
  const large = store.state().trace.find((entry) => entry.large?.id === reply)?.large;
  if (large) return store.send({ type: 'open-reply', large });
  const text = 'That reply is no longer kept. Run the command again to read it.';
  shell(id)?.notice({ tone: 'info', text });
}
