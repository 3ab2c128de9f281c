/**
 * The address of a node that has none: one that restarted with an empty nodes.conf (`:0@0 … noaddr`), or whose port is no
 * port. Addresses are keys everywhere, so it is a name that can be read and that nothing can dial.
 */
import type { NodeAddress } from './topology.ts';

const NAME = /^no address known \((.{0,8})\)$/;

export const noAddress = (id: string): NodeAddress => `no address known (${id.slice(0, 8)})`;

export const hasAddress = (node: NodeAddress): boolean => !NAME.test(node);

/** The beginning of the id of such a node. */
export const nodeWithoutAddress = (node: NodeAddress): string => NAME.exec(node)?.[1] ?? node;
