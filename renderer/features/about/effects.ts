/** Calls to main for the facts, the report and the folder of the logs. */
import type { Perform, Surroundings } from '../../window/feature.ts';

export const performAbout =
  ({ client, send, report }: Surroundings): Perform =>
  (message) => {
    if (message.type === 'report-copy') client.copyText({ text: message.text }).catch(report);
    if (message.type !== 'action') return;
    if (message.name === 'about')
      client
        .about(undefined)
        .then((facts) => send({ type: 'about-facts', facts }))
        .catch(report);
    if (message.name === 'report')
      client
        .problemReport(undefined)
        .then((text) => send({ type: 'report-text', text }))
        .catch(report);
    if (message.name === 'open-logs') client.openLogs(undefined).catch(report);
  };
