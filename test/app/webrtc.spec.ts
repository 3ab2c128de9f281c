import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Page } from '@playwright/test';
import { expect, test } from '../support/app.ts';

/** Listens as a STUN and TURN server on one port, by UDP and TCP, and counts who comes. */
async function listenForIce() {
  const udp = createSocket('udp4');
  udp.bind(0, '127.0.0.1');
  await once(udp, 'listening');
  const { port } = udp.address();
  const came: string[] = [];
  udp.on('message', () => came.push('udp'));
  const tcp = createServer((socket) => {
    came.push('tcp');
    socket.destroy();
  });
  tcp.listen(port, '127.0.0.1');
  await once(tcp, 'listening');
  const close = () => {
    udp.close();
    tcp.close();
  };
  return { port: (tcp.address() as AddressInfo).port, came, close };
}

/** Gathers candidates of all kinds in the page and in a frame that the page makes; the first round of a page may never end. */
const gather = (page: Page, port: number, rounds: number) =>
  page.evaluate(
    async ([port, rounds]) => {
      const server = { username: 'a', credential: 'b' };
      const iceServers = [
        { urls: `stun:127.0.0.1:${port}` },
        { urls: `turn:127.0.0.1:${port}?transport=udp`, ...server },
        { urls: `turn:127.0.0.1:${port}?transport=tcp`, ...server },
        { urls: `turns:127.0.0.1:${port}?transport=tcp`, ...server },
      ];
      const frame = document.createElement('iframe');
      document.body.append(frame);
      const kinds = [
        RTCPeerConnection,
        (frame.contentWindow as unknown as typeof globalThis).RTCPeerConnection,
      ];
      const found: string[] = [];
      for (let round = 0; round < rounds; round++) {
        const done = kinds.map(async (Peer) => {
          const peer = new Peer({ iceServers });
          peer.addEventListener('icecandidate', ({ candidate }) => {
            if (candidate?.candidate) found.push(candidate.candidate);
          });
          const complete = new Promise<void>((resolve) => {
            peer.addEventListener('icegatheringstatechange', () => {
              if (peer.iceGatheringState === 'complete') resolve();
            });
          });
          peer.createDataChannel('x');
          await peer.setLocalDescription(await peer.createOffer());
          await complete;
        });
        if (round > 0) await Promise.all(done);
      }
      return found;
    },
    [port, rounds] as const,
  );

const isOnline = Object.values(networkInterfaces()).some((all) => all?.some(({ internal }) => !internal));

test('WebRTC reaches neither a STUN nor a TURN server, from the page or from a frame that it makes', async ({
  launch,
}) => {
  test.skip(!isOnline, 'WebRTC gathers nothing, and never ends, on a computer with loopback only');
  const ice = await listenForIce();
  try {
    const { page } = await launch();
    expect(await gather(page, ice.port, 3)).toEqual([]);
    expect(ice.came).toEqual([]);
  } finally {
    ice.close();
  }
});
