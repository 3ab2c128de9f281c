/**
 * Whether an uncaught error is Node's own about a TLS socket over another stream, as through SSH: ended and destroyed in one
 * turn, it has no handle any more when its end is to be told. The socket is closed all the same (seen with Node 18.15).
 */
export const isLateShutdown = (error: unknown): boolean =>
  error instanceof TypeError &&
  error.message.includes("'finishShutdown'") &&
  (error.stack ?? '').includes('node:internal/js_stream_socket');
