/** Milliseconds since the program began. `performance` would load a module of Node's, a millisecond of each start. */
export const now = (): number => process.uptime() * 1000;
