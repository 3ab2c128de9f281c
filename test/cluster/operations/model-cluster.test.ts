/**
 * The modelled cluster that property tests run operations on is a cluster: it answers as servers do. It is one of Redis 7.0;
 * what later servers do otherwise (an importing node that learns who took over from its source, replicated marks) is safer.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BareNodes } from '../../support/bare-nodes.ts';
import { SEQUENCES } from '../../support/model-cluster/sequences.ts';
import {
  modelSide,
  NAMES,
  play,
  serverSide,
  statesIn,
  type Side,
} from '../../support/model-cluster/sides.ts';
import { ALL_SERVERS } from '../../support/servers.ts';

describe.each(ALL_SERVERS.filter(({ name }) => name === 'Redis 7.0'))('$name', ({ server }) => {
  let servers: BareNodes;
  let real: Side;
  let model: Side;

  beforeAll(async () => {
    const hosts = NAMES.map(() => '127.0.0.1');
    // What a killed server had must be there again.
    servers = await BareNodes.start({ server, hosts, conf: ['appendonly yes'] });
    real = await serverSide(servers);
    model = await modelSide();
  });
  afterAll(() => servers.stop());

  test.each(SEQUENCES)(
    '$name',
    async (sequence) => {
      const modelled = await play(model, sequence, null);
      expect(await play(real, sequence, statesIn(modelled))).toEqual(modelled);
    },
    120_000,
  );
});
