import { useState } from 'preact/hooks';
import { escapeForLine } from '../../../shared/format/escape.ts';
import type { AboutFacts } from '../../../shared/session/about.ts';
import { Dialog, DialogHead } from '../../kit/dialog.tsx';
import type { PanelProps } from '../../window/state.ts';
import { aboutWords } from './words.ts';

const FACTS = ['version', 'commit', 'electron', 'chromium', 'node', 'system'] as const;

export function AboutDialog({ state, send, facts }: PanelProps & { facts: AboutFacts | null }) {
  const words = aboutWords(state.language);
  const close = () => send({ type: 'close-overlay' });
  const open = (name: 'show-licences' | 'report') => {
    close();
    send({ type: 'action', name });
  };
  return (
    <Dialog label={words.title} kind="about" onClose={close}>
      <DialogHead title={words.title} onClose={close} />
      <div class="aboutbody">
        <p>{words.purpose}</p>
        <dl>
          {FACTS.map((name) => (
            <div key={name}>
              <dt class="f2">{words.facts[name]}</dt>
              <dd>{facts === null ? '…' : escapeForLine(facts[name]) || words.unknown}</dd>
            </div>
          ))}
        </dl>
        <p>{words.licence}</p>
        <p>{words.noTelemetry}</p>
        <p class="row wrap">
          <button type="button" class="btn" onClick={() => open('show-licences')}>
            {words.licences}
          </button>
          <button type="button" class="btn" onClick={() => open('report')}>
            {words.report}
          </button>
        </p>
      </div>
    </Dialog>
  );
}

export function ReportDialog({ state, send, text }: PanelProps & { text: string | null }) {
  const words = aboutWords(state.language);
  const [isCopied, setCopied] = useState(false);
  const close = () => send({ type: 'close-overlay' });
  const copy = () => {
    if (text === null) return;
    send({ type: 'report-copy', text });
    setCopied(true);
  };
  return (
    <Dialog label={words.report} kind="report" onClose={close}>
      <DialogHead title={words.report} onClose={close} />
      <div class="aboutbody">
        <p>{words.reportAbout}</p>
        <textarea
          class="mono sm"
          aria-label={words.reportText}
          readOnly
          rows={16}
          value={text === null ? words.reading : text.split('\n').map(escapeForLine).join('\n')}
        />
        <p class="row">
          <button type="button" class="btn primary" disabled={text === null} onClick={copy}>
            {words.copy}
          </button>
          <span role="status">{isCopied && words.copied}</span>
        </p>
      </div>
    </Dialog>
  );
}
