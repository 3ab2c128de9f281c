/** What the connection doctor asks of main, and what leads to it. */
import type { DoctorReport } from '../../../../shared/connections/doctor.ts';
import { failureOf } from '../../../kit/client.ts';
import { savedOne, selectedDraft } from '../state.ts';
import type { Surroundings } from '../../../window/effects.ts';
import type { Message } from '../../../window/message.ts';
import type { State } from '../../../window/state.ts';

/** Number of the run that main works on for this window; 0 for none. */
let underWay = 0;
/** Nothing has been asked for here yet: what fails now is what the program was started with, and nobody else leads to the doctor. */
let isStart = true;

export function performDoctor(message: Message, state: State, { client, send }: Surroundings): void {
  const { run, isRunning } = state.doctor;
  const hear = (report: Promise<DoctorReport>) => {
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
  switch (message.type) {
    case 'examine': {
      const profile = selectedDraft(state.connections)?.profile;
      if (profile) hear(client.examine({ run, profile, secrets: message.secrets }));
      return;
    }
    case 'examine-typed':
      return hear(client.examine({ run, target: state.connecting.target.trim() }));
    case 'examine-current':
      return hear(client.examine({ run, current: true }));
    case 'action': {
      if (message.name === 'demo-start') isStart = false;
      if (message.name !== 'examine') return;
      const { profile, label } = state.session;
      send({ type: 'open-connections', id: savedOne(state.connections, profile) && profile });
      send({ type: 'examine-current', id: profile, name: label });
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
      // What is no address cannot be examined.
      if (isFailed && failure.code !== 'bad-argument') send({ type: 'action', name: 'examine' });
      return;
    }
    case 'copy-report':
      client.copyText({ text: message.text }).then(
        () => send({ type: 'report-told', text: 'Copied.' }),
        (error: unknown) => send({ type: 'report-told', text: failureOf(error).message }),
      );
      return;
    default:
      if (underWay === 0 || (isRunning && state.overlay?.kind === 'connect')) return;
      underWay = 0;
      client.stopExamining(undefined).catch(() => undefined); // it ends by itself then
      send({ type: 'doctor-left' });
  }
}
