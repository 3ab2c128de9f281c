/** Step 4: the conf of each node side by side, and lines worth having. */
import { CONF_SETTINGS, type NewNodeFacts } from '../../../shared/operations/new-node.ts';
import type { PanelProps } from '../../window/state.ts';
import { FailureText } from '../../kit/parts.tsx';
import { adviceFor } from './advice.ts';
import { words } from './words.ts';

const w = words.conf;
/** These are each node's own. */
const OWN = ['port', 'dir', 'cluster-config-file', 'cluster-announce-ip', 'bind'];

export function ConfPage({ state, send }: PanelProps) {
  const { facts, failure, refused } = state.create;
  if (!facts) return null;
  const advice = adviceFor(facts);
  const mute = facts.filter(({ conf }) => conf?.refused);
  return (
    <>
      {failure && <FailureText failure={failure} />}
      {refused && (
        <div role="alert">
          <h3>{words.plan.refused}</h3>
          <p class="bad wrapany">{refused.text}</p>
        </div>
      )}
      <section aria-label={w.advice}>
        <h3>{w.advice}</h3>
        {advice.length === 0 && <p class="f2">{w.noAdvice}</p>}
        <ul class="cwadvice">
          {advice.map(({ addresses, text, lines }) => (
            <li key={text}>
              <span>{text}</span>
              <span class="xs f3 mono wrapany">{w.nodes(addresses, facts.length)}</span>
              {lines.length > 0 && (
                <span class="row">
                  <code class="cwlines grow">{lines.join('\n')}</code>
                  <button
                    type="button"
                    class="btn sm"
                    aria-label={`${w.copyLines}: ${lines.join(' ')}`}
                    onClick={() => send({ type: 'create-copy', text: lines.join('\n') })}
                  >
                    {w.copy}
                  </button>
                </span>
              )}
            </li>
          ))}
        </ul>
      </section>
      <p class="f2">{w.text}</p>
      {mute.map(({ address, conf }) => (
        <p key={address} class="sm warn">
          {w.refused(address, conf!.refused!)}
        </p>
      ))}
      <Table facts={facts} />
      <p class="sm f3">{w.afterwards}</p>
    </>
  );
}

function Table({ facts }: { facts: readonly NewNodeFacts[] }) {
  return (
    <div class="cwscroll" tabIndex={0} role="region" aria-label={w.table}>
      <table class="cwtable">
        <thead>
          <tr>
            <th scope="col">{w.setting}</th>
            {facts.map(({ address }) => (
              <th key={address} scope="col" class="mono">
                {address}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{w.file}</th>
            {facts.map(({ address, conf }) => (
              <td key={address} class="mono wrapany xs">
                {conf?.file === '' ? w.noFile : (conf?.file ?? w.unknown)}
              </td>
            ))}
          </tr>
          {CONF_SETTINGS.map((name) => {
            const values = facts.map(({ conf }) => conf?.values[name]);
            const differs = !OWN.includes(name) && new Set(values).size > 1;
            return (
              <tr key={name}>
                <th scope="row" class="mono">
                  {name}
                </th>
                {values.map((value, i) => (
                  <td key={facts[i]!.address} class="mono wrapany xs">
                    <span class={differs ? 'cwdiffers' : value ? '' : 'f3'}>
                      {value === undefined ? w.unknown : value || w.empty}
                    </span>
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
