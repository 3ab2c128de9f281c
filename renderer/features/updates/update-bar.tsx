import type { UpdateStatus } from '../../../shared/updates.ts';
import type { PanelProps } from '../../window/state.ts';
import type { UpdateChoice } from './state.ts';
import { updateWords } from './words.ts';

/** One line, only while there is something to say. */
export function UpdateBar({ state: { updates: status, language, version }, send }: PanelProps) {
  if (status.kind === 'quiet') return null;
  const words = updateWords(language);
  const text =
    status.kind === 'failed'
      ? status.text
      : status.kind === 'checking'
        ? words.checking
        : words[status.kind]({ version: 'version' in status ? status.version : version });
  return (
    <div class="updatebar" role="status">
      <span class="cut">{text}</span>
      {choicesFor(status).map((choice) => (
        <button
          key={choice}
          type="button"
          class="btn quiet"
          onClick={() => send({ type: 'update-choice', choice })}
        >
          {words[choice]}
        </button>
      ))}
    </div>
  );
}

function choicesFor(status: UpdateStatus): UpdateChoice[] {
  if (status.kind === 'there') return [status.installs ? 'load' : 'releases', 'close'];
  if (status.kind === 'ready') return ['install', 'close'];
  if (status.kind === 'failed') return ['releases', 'close'];
  return status.kind === 'newest' ? ['close'] : [];
}
