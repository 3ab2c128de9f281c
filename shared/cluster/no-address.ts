/**
 * The address of a node without one: it restarted with an empty nodes.conf (`:0@0 … noaddr`), or its port is invalid.
 * Addresses are keys everywhere, so this one is a readable name that nothing can dial.
 */
import type { NodeAddress } from './topology.ts';

const NAME = /^no address known \((.{0,8})\)$/;

export const noAddress = (id: string): NodeAddress => `no address known (${id.slice(0, 8)})`;

export const hasAddress = (node: NodeAddress): boolean => !NAME.test(node);

/** The beginning of the id of such a node. */
export const nodeWithoutAddress = (node: NodeAddress): string => NAME.exec(node)?.[1] ?? node;
