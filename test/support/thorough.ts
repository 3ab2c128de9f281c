/**
 * With THOROUGH=1, the tests of operations that kill a process do so at each of its boundaries instead of at one of each kind,
 * the undo of a removal waits for the 60 s in which the others refuse the node, and tests that wait for the servers' own time
 * limits run on all four servers instead of on the oldest and the newest.
 */
export const THOROUGH = process.env['THOROUGH'] === '1';
