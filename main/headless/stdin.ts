/** stdin, byte by byte: one character below 256 each. */

/** The lines as they come; the last one may lack its end. */
export async function* readLines(): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of process.stdin) {
    const lines = (rest + (piece as Buffer).toString('latin1')).split('\n');
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== '') yield rest;
}

export async function readAll(): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of process.stdin) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}
