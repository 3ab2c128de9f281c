/** Calls that the connection doctor makes to main, and the actions that start it. */
import type { DoctorReport } from '../../../../shared/connections/doctor.ts';
import { failureOf } from '../../../kit/client.ts';
import { savedOne, selectedDraft } from '../state.ts';
import type { Perform, Surroundings } from '../../../window/feature.ts';
import type { Message } from '../../../window/message.ts';
import { words } from './words.ts';
import type { Send, State } from '../../../window/state.ts';

export const performDoctor = ({ client, send }: Surroundings): Perform => {
  /** Number of the run that main works on for this window; 0 for none. */
  let underWay = 0;
  /** True until the user asks to connect: what fails before that is the connection that the program was started with. */
  let isStart = true;
  const follow = (run: number, report: Promise<DoctorReport>) => {
    underWay = run;
    const end = (news: Message) => {
      if (underWay === run) underWay = 0;
      send(news);
    };
    report.then(
      (value) => end({ type: 'doctor-done', run, report: value }),
      (error: unknown) => end({ type: 'doctor-failed', run, failure: failureOf(error) }),
    );
  };
  return (message, state) => {
    const { run, isRunning } = state.doctor;
    switch (message.type) {
      case 'examine': {
        const profile = selectedDraft(state.connections)?.profile;
        if (profile) follow(run, client.examine({ run, profile, secrets: message.secrets }));
        return;
      }
      case 'examine-typed':
        return follow(run, client.examine({ run, target: state.connecting.target.trim() }));
      case 'examine-current':
        return follow(run, client.examine({ run, current: true }));
      case 'action': {
        if (message.name === 'demo-start') isStart = false;
        if (message.name === 'examine') openCurrent(state, send);
        return;
      }
      case 'connect':
      case 'connect-saved':
        isStart = false;
        return;
      case 'session': {
        const { phase, failure } = message.session;
        const isFailed = isStart && phase === 'disconnected' && failure !== null;
        if (phase === 'connected' || isFailed) isStart = false;
        // An invalid address cannot be examined.
        if (isFailed && failure.code !== 'bad-argument') send({ type: 'action', name: 'examine' });
        return;
      }
      case 'copy-report':
        client.copyText({ text: message.text }).then(
          () => send({ type: 'report-told', text: words.copied }),
          (error: unknown) => send({ type: 'report-told', text: failureOf(error).message }),
        );
        return;
      default:
        if (underWay === 0 || (isRunning && state.overlay?.kind === 'connect')) return;
        underWay = 0;
        client.stopExamining(undefined).catch(() => undefined); // it ends by itself then
        send({ type: 'doctor-left' });
    }
  };
};

/** Shows the connection of this window, if it is a saved one, and examines it. */
function openCurrent({ session: { profile, label }, connections }: State, send: Send): void {
  send({ type: 'open-connections', id: savedOne(connections, profile) && profile });
  send({ type: 'examine-current', id: profile, name: label });
}
