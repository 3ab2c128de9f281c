/** Calls to main for the lessons: the cluster follows the lesson, and the place is kept. */
import type { ActionName } from '../../../shared/actions.ts';
import type { LessonAction } from '../../../shared/lessons/lesson.ts';
import { failureOf } from '../../kit/client.ts';
import type { Perform, Surroundings } from '../../window/feature.ts';
import type { State } from '../../window/state.ts';
import { LESSONS } from './lessons/index.ts';
import { mayAct, nextItem, type WalkState } from './state.ts';

export const performWalk = (surroundings: Surroundings): Perform => {
  const { client, send, focusShell } = surroundings;
  /** The lesson that the cluster was last brought to; null while the lessons are closed. */
  let opened: number | null = null;
  let kept: unknown[] = [];

  /** Whoever goes from dot to dot by the arrow keys stays there. */
  const enterShell = () => {
    if (!document.querySelector('.dots :focus-visible')) focusShell();
  };
  const open = ({ lesson }: WalkState, again: boolean) => {
    opened = lesson;
    const { stage, mode } = LESSONS[lesson - 1]!;
    client
      .openLesson({ stage, mode, again })
      .then(() => send({ type: 'lesson-opened', lesson }))
      .then(enterShell)
      .catch(
        (error: unknown) =>
          lesson === opened && send({ type: 'lesson-failed', failure: failureOf(error), action: null }),
      );
  };
  const keep = ({ lesson, step, seen, isFinished }: WalkState) => {
    const place = [lesson, step, seen, isFinished];
    if (place.every((part, i) => part === kept[i])) return;
    kept = place;
    client
      .keepLessonProgress({ lesson, step, seen: Object.keys(seen), at: Date.now(), isFinished })
      .catch(surroundings.report);
  };
  const act = (action: LessonAction) =>
    client
      .actInLesson({ action })
      .then((evidence) => send({ type: 'lesson-done', action, evidence }))
      .catch((error: unknown) => send({ type: 'lesson-failed', failure: failureOf(error), action }));

  function perform(name: ActionName, { walk }: State): void {
    if (!walk.isOpen) return;
    const item = nextItem(walk);
    if (name === 'lesson-act' && item?.kind === 'action' && mayAct(walk))
      send({ type: 'lesson-do', action: item.action });
    if (name === 'lesson-act' && item?.kind === 'mode' && mayAct(walk))
      send({ type: 'action', name: `mode-${item.mode}` });
    if (name === 'lesson-reset') send({ type: 'lesson-ask-reset' });
    if (name !== 'lesson-leave') return;
    client
      .leaveLesson(undefined)
      .then(({ saved }) => send({ type: 'lesson-left', saved }))
      .catch((error: unknown) => {
        send({ type: 'lesson-left', saved: null });
        surroundings.report(error);
      });
  }

  return (message, state) => {
    const { walk } = state;
    if (message.type === 'action') perform(message.name, state);
    if (message.type === 'lesson-do') void act(message.action);
    if (message.type === 'lesson-insert') {
      surroundings.shell().insert(message.line, 'command');
      return focusShell();
    }
    if (message.type === 'lesson-reopen') return open(walk, false);
    if (message.type === 'lesson-reset-sure') return open(walk, true);
    if (message.type === 'lesson-left') {
      opened = null;
      if (message.saved !== null) send({ type: 'connect-saved', id: message.saved });
      return focusShell();
    }
    if (!walk.isOpen) return;
    // Whoever finished in an earlier run has no lesson open.
    if (walk.lesson !== opened && !walk.isFinished) open(walk, false);
    keep(walk);
  };
};
