/** Runs the entered lines in the other ticked shells, and moves the focus. */
import { shellName } from '../../kit/shell-name.ts';
import type { Perform, Surroundings } from '../../window/feature.ts';
import type { State } from '../../window/state.ts';
import { broadcastLines, targetsOf } from './state.ts';
import { broadcastWords } from './words.ts';

export function performBroadcast({ shellOf, draw, focusShell }: Surroundings): Perform {
  function run(shell: number, entered: readonly string[], state: State): void {
    const lines = broadcastLines(entered);
    if (lines.length === 0) return;
    const targets = targetsOf(state, shell);
    for (const target of targets) shellOf(target)?.runAll(lines, true);
    const away = targets.filter((target) => state.sessions[target]!.phase !== 'connected');
    if (away.length === 0) return;
    const shells = namesOf(away, state);
    shellOf(shell)?.notice({ tone: 'bad', text: broadcastWords(state.language).away({ shells }) });
  }

  return (message, state) => {
    if (message.type === 'entered') run(message.shell, message.lines, state);
    if (message.type === 'broadcast-end') focusShell();
    if (message.type !== 'action' || message.name !== 'broadcast') return;
    draw();
    const first = document.querySelector<HTMLElement>('#broadcast input');
    // On production the user has to tick the shells.
    if (state.broadcast.isOn && state.broadcast.ticked.length === 0 && first) first.focus();
    else focusShell();
  };
}

const namesOf = (shells: readonly number[], state: State): string =>
  new Intl.ListFormat(state.language).format(shells.map((shell) => shellName(state, shell)));
