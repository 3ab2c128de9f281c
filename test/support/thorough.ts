/**
 * With THOROUGH=1, the tests of operations that kill a process do so at each of its boundaries instead of at one of each kind,
 * and the undo of a removal waits for the 60 s in which the others refuse the node.
 */
export const THOROUGH = process.env['THOROUGH'] === '1';
