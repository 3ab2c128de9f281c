/** The way to the servers: TLS, Sentinels, an SSH tunnel. */
import type { Profile } from '../../../shared/connections/profile.ts';
import { newSsh, newTls } from '../../../shared/connections/new-profile.ts';
import { TLS_VERSIONS } from '../../../shared/connections/profile-choices.ts';
import {
  Choice,
  fieldId,
  NumberField,
  Row,
  Section,
  Switch,
  TextField,
  type FormProps,
} from './form-parts.tsx';
import { FileField } from './file-field.tsx';
import { SecretField } from './secret-field.tsx';

type Tls = NonNullable<Profile['tls']>;
type Ssh = NonNullable<Profile['ssh']>;

const versions = TLS_VERSIONS.map((version) => [version, version.replace('TLSv', '')] as const);

export function TlsFields(props: FormProps) {
  const { draft, send } = props;
  const { tls } = draft.profile;
  const change = (part: Partial<Tls>) =>
    send({ type: 'edit-draft', change: (profile) => ({ tls: profile.tls && { ...profile.tls, ...part } }) });
  const file = (field: 'ca' | 'cert' | 'key', label: string, empty: string) => (
    <FileField
      {...props}
      field={`tls.${field}`}
      label={label}
      value={tls?.[field] ?? ''}
      empty={empty}
      onText={(text) => change({ [field]: text })}
      {...(field === 'key' && { secret: 'tlsKey' as const })}
    />
  );
  return (
    <Section
      title="TLS"
      head={
        <Switch
          label="TLS"
          isNamed
          on={tls !== null}
          onChange={(on) => send({ type: 'edit-draft', change: { tls: on ? newTls() : null } })}
        />
      }
    >
      {tls && (
        <>
          <Row label="CA certificate" htmlFor={fieldId('tls.ca')}>
            {file('ca', 'CA certificate', 'the system’s own')}
          </Row>
          <Row label="Checks">
            <div class="row wrap">
              <Switch label="Verify certificate" on={tls.verify} onChange={(verify) => change({ verify })} />
              <Switch
                label="Verify each node’s name"
                on={tls.verify && tls.verifyName}
                onChange={(verifyName) => change(verifyName ? { verify: true, verifyName } : { verifyName })}
              />
            </div>
            {(!tls.verify || !tls.verifyName) && (
              <p class="xs warn problem" role="note">
                {tls.verify
                  ? 'Any certificate of this CA will do, whatever name is in it.'
                  : 'Anyone in between can read and change everything, passwords too.'}{' '}
                It says so for as long as you are connected.
              </p>
            )}
          </Row>
          <Row label="Client certificate" htmlFor={fieldId('tls.cert')}>
            {file('cert', 'Client certificate', 'none')}
          </Row>
          {(tls.cert !== '' || tls.key !== '') && (
            <>
              <Row label="Its key" htmlFor={fieldId('tls.key')}>
                {file('key', 'Key of the client certificate', 'a file, or paste the key')}
              </Row>
              <Row label="Its passphrase" htmlFor={fieldId('tlsPassphrase')}>
                <SecretField
                  {...props}
                  name="tlsPassphrase"
                  label="Passphrase of the key"
                  empty="no passphrase"
                />
              </Row>
            </>
          )}
          <Row label="Name, version" htmlFor={fieldId('tls.serverName')}>
            <div class="row wrap">
              <TextField
                draft={draft}
                field="tls.serverName"
                mono
                value={tls.serverName}
                placeholder="each node’s own"
                onText={(serverName) => change({ serverName })}
              />
              <Choice
                label="Lowest TLS version"
                options={versions}
                value={tls.minVersion}
                onChoose={(minVersion) => change({ minVersion })}
              />
            </div>
          </Row>
        </>
      )}
    </Section>
  );
}

export function SentinelFields(props: FormProps) {
  const { draft, send } = props;
  const { sentinel } = draft.profile;
  const change = (part: Partial<NonNullable<Profile['sentinel']>>) =>
    send({
      type: 'edit-draft',
      change: (profile) => ({ sentinel: profile.sentinel && { ...profile.sentinel, ...part } }),
    });
  return (
    <Section
      title="Sentinel"
      note={sentinel ? 'the addresses above are Sentinels' : ''}
      head={
        <Switch
          label="Sentinel"
          isNamed
          on={sentinel !== null}
          onChange={(on) =>
            send({
              type: 'edit-draft',
              change: { sentinel: on ? { master: 'mymaster', username: '' } : null },
            })
          }
        />
      }
    >
      {sentinel && (
        <>
          <Row label="Master’s name" htmlFor={fieldId('sentinel.master')}>
            <TextField
              draft={draft}
              field="sentinel.master"
              mono
              value={sentinel.master}
              onText={(master) => change({ master })}
            />
          </Row>
          <Row label="Their login" htmlFor={fieldId('sentinel.username')}>
            <div class="pair">
              <TextField
                draft={draft}
                field="sentinel.username"
                mono
                value={sentinel.username}
                placeholder="default"
                onText={(username) => change({ username })}
              />
              <SecretField {...props} name="sentinelPassword" label="Password of the Sentinels" />
            </div>
          </Row>
        </>
      )}
    </Section>
  );
}

const METHODS = [
  ['agent', 'agent'],
  ['key', 'key'],
  ['password', 'password'],
] as const;

export function SshFields(props: FormProps) {
  const { draft, send } = props;
  const { ssh } = draft.profile;
  const change = (part: Partial<Ssh>) =>
    send({ type: 'edit-draft', change: (profile) => ({ ssh: profile.ssh && { ...profile.ssh, ...part } }) });
  return (
    <Section
      title="SSH tunnel"
      note={ssh ? 'every node is reached through it' : ''}
      head={
        <Switch
          label="SSH tunnel"
          isNamed
          on={ssh !== null}
          onChange={(on) => send({ type: 'edit-draft', change: { ssh: on ? newSsh() : null } })}
        />
      }
    >
      {ssh && (
        <>
          <Row label="Host, port" htmlFor={fieldId('ssh.host')}>
            <div class="pair port">
              <TextField
                draft={draft}
                field="ssh.host"
                mono
                value={ssh.host}
                onText={(host) => change({ host })}
              />
              <NumberField
                draft={draft}
                field="ssh.port"
                label="SSH port"
                value={ssh.port}
                onNumber={(port) => change({ port })}
              />
            </div>
            <HostKey hostKey={ssh.hostKey} onForget={() => change({ hostKey: '' })} />
          </Row>
          <Row label="User" htmlFor={fieldId('ssh.user')}>
            <div class="row wrap">
              <TextField
                draft={draft}
                field="ssh.user"
                mono
                value={ssh.user}
                onText={(user) => change({ user })}
              />
              <Choice
                label="SSH login by"
                options={METHODS}
                value={ssh.method}
                onChoose={(method) => change({ method })}
              />
            </div>
          </Row>
          {ssh.method === 'password' && (
            <Row label="SSH password" htmlFor={fieldId('sshPassword')}>
              <SecretField {...props} name="sshPassword" label="SSH password" />
            </Row>
          )}
          {ssh.method === 'key' && (
            <>
              <Row label="SSH key" htmlFor={fieldId('ssh.keyFile')}>
                <FileField
                  {...props}
                  field="ssh.keyFile"
                  label="SSH key"
                  value={ssh.keyFile}
                  empty="~/.ssh/id_ed25519, or paste the key"
                  onText={(keyFile) => change({ keyFile })}
                  secret="sshKey"
                />
              </Row>
              <Row label="Its passphrase" htmlFor={fieldId('sshPassphrase')}>
                <SecretField
                  {...props}
                  name="sshPassphrase"
                  label="Passphrase of the SSH key"
                  empty="no passphrase"
                />
              </Row>
            </>
          )}
        </>
      )}
    </Section>
  );
}

const HostKey = ({ hostKey, onForget }: { hostKey: string; onForget: () => void }) =>
  hostKey === '' ? (
    <p class="xs f3 problem">No host key is accepted yet: the doctor shows it at the first connection.</p>
  ) : (
    <p class="xs f3 problem row">
      <span class="cut">
        Host key <span class="mono">{hostKey}</span>, accepted
      </span>
      <button type="button" class="link" aria-label="Forget the host key" onClick={onForget}>
        Forget
      </button>
    </p>
  );
