import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSettings } from '../../main/storage/settings.ts';
import { Workspace } from '../../main/workspace/workspace.ts';
import { RedisServer } from '../support/redis-server.ts';

let directory = '';
let server: RedisServer;
let workspace: Workspace;

beforeEach(async () => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'slotshell-workspace-'));
  server = await RedisServer.start();
  workspace = new Workspace(() => undefined, await openSettings(directory));
});
afterEach(async () => {
  await workspace.close();
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

const connect = () =>
  workspace.connect({
    seeds: [`127.0.0.1:${server.port}`],
    label: 'test',
    environment: 'local',
    readOnly: false,
    connection: { database: 0, protocol: 2, connectTimeout: 2000 },
  });

test('a shell that is closed while its window connects does not fail the connection of the others', async () => {
  const second = workspace.shells.open();
  const third = workspace.shells.open();
  const connecting = connect();
  workspace.shells.close(second.shell);
  expect((await connecting).phase).toBe('connected');
  expect(workspace.shells.states.map(({ shell, phase }) => [shell, phase])).toEqual([
    [1, 'connected'],
    [third.shell, 'connected'],
  ]);
});

test('a shell that is opened while its window connects is connected with it', async () => {
  const connecting = connect();
  const second = workspace.shells.open();
  await connecting;
  expect(workspace.shells.stateOf(second.shell).phase).toBe('connected');
});
