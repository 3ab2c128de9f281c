/** `help` at the prompt knows what the server knows: commands that are newer than the docs that come with the program. */
import { describe, expect, test } from 'vitest';
import { BUNDLED_DOCS } from '../../main/cluster/commands/bundled-docs.ts';
import { buildHeadless } from '../support/headless.ts';
import { RedisCluster } from '../support/redis-cluster.ts';
import { runProgram } from '../support/redis-cli.ts';
import { NEWER_SERVERS } from '../support/servers.ts';

describe.each(NEWER_SERVERS.filter(({ server }) => server !== null))('$name', ({ server }) => {
  test('a command that the bundled docs lack', async () => {
    const running = await RedisCluster.start({ server, cluster: false, primaries: 1 });
    try {
      const port = running.ports[0]!;
      const names = (await running.command(port, 'COMMAND', 'LIST')) as string[];
      const newer = names.filter((name) => /^[a-z]+$/.test(name) && !Object.hasOwn(BUNDLED_DOCS, name));
      const program = [await buildHeadless(), '-p', String(port)];
      for (const name of newer.slice(0, 3)) {
        const end = await runProgram(process.execPath, program, { input: `help ${name}\n` });
        expect(end.stdout.toString()).toContain(`\x1b[1m${name.toUpperCase()}\x1b[0m`);
        expect(end.stdout.toString()).toMatch(/summary:\x1b\[0m \S/);
      }
      expect(newer.length).toBeGreaterThan(0);
    } finally {
      await running.stop();
    }
  });
});
