import { Session } from '../../main/cluster/session/session.ts';

/** A session, in direct mode, with the servers at a port of 127.0.0.1. */
export async function benchSession(port: number): Promise<Session> {
  const session = new Session(
    {
      label: 'bench',
      environment: 'local',
      seeds: [`127.0.0.1:${port}`],
      mode: 'direct',
      showsOwn: () => false,
      connection: { database: 0, protocol: 2, connectTimeout: 2000 },
    },
    {},
  );
  await session.connect();
  return session;
}
