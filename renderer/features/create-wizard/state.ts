/** The create wizard: addresses, what they say, who becomes what, the plan, and the join. */
import type { Failure } from '../../../shared/failure.ts';
import type { Coverage, LocalNodes, NewNodeFacts } from '../../../shared/operations/new-node.ts';
import type {
  OfferedPlan,
  OperationStatus,
  PlanAnswer,
  RefusedPlan,
} from '../../../shared/operations/operation.ts';
import type { Message } from '../../window/message.ts';
import { readAddresses, withAddress, withoutAddress } from './addresses.ts';
import {
  arranged,
  movedTo,
  promoted,
  swapped,
  whyNotPromoted,
  whyStays,
  type Arrangement,
} from './arrangement.ts';

export const STEPS = ['addresses', 'answers', 'placement', 'conf', 'plan', 'join'] as const;
export type CreateStep = (typeof STEPS)[number];

export interface CreateState {
  step: CreateStep;
  /** As typed and pasted. */
  text: string;
  username: string;
  password: string;
  /** Whether nodes are asked as the window's connection asks, with its TLS and its way. */
  asConnected: boolean;
  asking: 'inspect' | 'find' | 'plan' | 'start' | 'coverage' | 'connect' | null;
  failure: Failure | null;
  found: LocalNodes | null;
  /** What the addresses say; null before they are asked. */
  facts: readonly NewNodeFacts[] | null;
  replicas: number;
  arrangement: Arrangement | null;
  /** Why there is no arrangement; empty if there is one. */
  noArrangement: string;
  /** The user has changed it. */
  isOwn: boolean;
  /** The node that has the keyboard, and the one that is picked up. */
  at: string | null;
  picked: string | null;
  /** Why the last key of the placement changed nothing; empty if it did. */
  stays: string;
  offered: OfferedPlan | null;
  refused: RefusedPlan | null;
  typed: string;
  /** The name of the operation that was started from here, and its latest status. */
  started: string | null;
  status: OperationStatus | null;
  coverage: Coverage | null;
}

export type CreateMessage =
  | { type: 'create-text'; text: string }
  | { type: 'create-login'; change: Partial<Pick<CreateState, 'username' | 'password' | 'asConnected'>> }
  | { type: 'create-find' }
  | { type: 'create-found'; found: LocalNodes }
  | { type: 'create-add'; addresses: readonly string[] }
  | { type: 'create-inspect' }
  | { type: 'create-facts'; facts: NewNodeFacts[] }
  | { type: 'create-leave-out'; given: readonly string[] }
  | { type: 'create-step'; step: CreateStep }
  | { type: 'create-replicas'; replicas: number }
  | { type: 'create-at'; address: string }
  | { type: 'create-pick'; address: string }
  | { type: 'create-drop' }
  | { type: 'create-swap'; one: string; other: string }
  | { type: 'create-promote'; address: string }
  | { type: 'create-move'; address: string; shard: number }
  | { type: 'create-plan' }
  | { type: 'create-answer'; answer: PlanAnswer }
  | { type: 'create-typed'; typed: string }
  | { type: 'create-start' }
  | { type: 'create-started'; name: string }
  | { type: 'create-check' }
  | { type: 'create-coverage'; coverage: Coverage }
  | { type: 'create-connect' }
  | { type: 'create-connected' }
  | { type: 'create-copy'; text: string }
  | { type: 'create-failed'; failure: Failure };

declare module '../../window/contract.ts' {
  interface FeatureStates {
    create: CreateState;
  }
  interface Messages {
    create: CreateMessage;
  }
}

export const NO_CREATION: CreateState = {
  step: 'addresses',
  text: '',
  username: '',
  password: '',
  asConnected: false,
  asking: null,
  failure: null,
  found: null,
  facts: null,
  replicas: 1,
  arrangement: null,
  noArrangement: '',
  isOwn: false,
  at: null,
  picked: null,
  stays: '',
  offered: null,
  refused: null,
  typed: '',
  started: null,
  status: null,
  coverage: null,
};

const CLEAR = {
  asking: null,
  failure: null,
  offered: null,
  refused: null,
  typed: '',
  picked: null,
  stays: '',
} as const;

export function reduceCreate(own: CreateState, message: Message): CreateState {
  switch (message.type) {
    case 'create-text':
      return { ...own, ...CLEAR, text: message.text, facts: null };
    case 'create-login':
      return { ...own, ...CLEAR, ...message.change, facts: null };
    case 'create-find':
      return { ...own, asking: 'find', failure: null };
    case 'create-found':
      return { ...own, asking: null, found: message.found };
    case 'create-add':
      return { ...own, ...CLEAR, facts: null, text: message.addresses.reduce(withAddress, own.text) };
    case 'create-inspect':
      return { ...own, ...CLEAR, asking: 'inspect' };
    case 'create-facts':
      return withFacts({ ...own, ...CLEAR, step: 'answers' }, message.facts);
    case 'create-leave-out': {
      const text = message.given.reduce(withoutAddress, own.text);
      const facts = (own.facts ?? []).filter(({ given }) => !message.given.includes(given));
      return facts.length === 0
        ? { ...own, ...CLEAR, text, facts: null, step: 'addresses' }
        : withFacts({ ...own, text }, facts);
    }
    case 'create-step':
      return { ...own, ...CLEAR, step: message.step };
    case 'create-failed':
      return { ...own, asking: null, failure: message.failure };
    case 'create-copy':
    case 'create-drop':
      return { ...own, picked: null };
    case 'create-connected':
      return NO_CREATION;
    default:
      return reduceRun(reducePlacement(own, message), message);
  }
}

function reducePlacement(own: CreateState, message: Message): CreateState {
  const { arrangement, picked } = own;
  switch (message.type) {
    case 'create-replicas':
      return withFacts({ ...own, ...CLEAR, replicas: message.replicas }, own.facts ?? []);
    case 'create-at':
      return { ...own, at: message.address, stays: '' };
    case 'create-pick':
      if (picked === null) return { ...own, at: message.address, picked: message.address, stays: '' };
      return changed(own, message.address, arrangement && swapped(arrangement, picked, message.address));
    case 'create-swap':
      return changed(own, message.one, arrangement && swapped(arrangement, message.one, message.other));
    case 'create-promote':
      if (!arrangement) return own;
      return {
        ...changed(own, message.address, promoted(arrangement, message.address)),
        stays: whyNotPromoted(arrangement, message.address),
      };
    case 'create-move':
      if (!arrangement) return own;
      return {
        ...changed(own, message.address, movedTo(arrangement, message.address, message.shard)),
        stays: whyStays(arrangement, message.address, message.shard),
      };
    default:
      return own;
  }
}

function reduceRun(own: CreateState, message: Message): CreateState {
  switch (message.type) {
    case 'create-plan':
      return { ...own, ...CLEAR, asking: 'plan' };
    case 'create-answer': {
      const { answer } = message;
      if (answer.kind === 'refused') return { ...own, ...CLEAR, refused: answer };
      return { ...own, ...CLEAR, offered: answer, step: 'plan' };
    }
    case 'create-typed':
      return { ...own, typed: message.typed };
    case 'create-start':
      return { ...own, asking: 'start', failure: null };
    case 'create-started':
      return { ...own, ...CLEAR, step: 'join', started: message.name, coverage: null };
    case 'create-check':
      return { ...own, asking: 'coverage', failure: null };
    case 'create-coverage':
      return { ...own, asking: null, coverage: message.coverage };
    case 'create-connect':
      return { ...own, asking: 'connect', failure: null };
    case 'operation': {
      const { status } = message;
      // The status may come before the name that the call resolves with.
      const isOwn = status?.name === own.started || status?.name === own.offered?.id;
      return isOwn ? { ...own, status } : own;
    }
    default:
      return own;
  }
}

function changed(own: CreateState, at: string, arrangement: Arrangement | null): CreateState {
  if (arrangement === null) return own;
  const isSame = JSON.stringify(arrangement) === JSON.stringify(own.arrangement);
  return { ...own, at, picked: null, stays: '', arrangement, isOwn: own.isOwn || !isSame, offered: null };
}

/** Placed again: another number of nodes has other shards. */
function withFacts(own: CreateState, facts: readonly NewNodeFacts[]): CreateState {
  const placed = facts.length > 0 && canJoin(facts) ? arranged(facts, own.replicas) : null;
  const isPlaced = placed !== null && typeof placed !== 'string';
  return {
    ...own,
    facts,
    arrangement: isPlaced ? placed : null,
    noArrangement: typeof placed === 'string' ? placed : '',
    isOwn: false,
    at: isPlaced ? placed[0]![0]! : null,
    picked: null,
  };
}

export const canJoin = (facts: readonly NewNodeFacts[]): boolean =>
  facts.every(({ refusal }) => refusal === null);

/** The addresses of the new nodes as the user gave them. */
export const addressesOf = ({ text }: Pick<CreateState, 'text'>): string[] => readAddresses(text).addresses;

/** With whom nodes are asked; null for the window's connection. */
export const loginOf = ({ asConnected, username, password }: CreateState) =>
  asConnected ? null : { username, password };

/** Whether it runs, or has run: then nothing before can be changed. */
export const isStarted = ({ started }: CreateState): boolean => started !== null;
