/** What the user has filled in of an operation, as text, and the request that it makes. Pure. */
import type { Topology } from '../../../shared/cluster/topology.ts';
import type { Measure, OperationRequest, RequestOf } from '../../../shared/operations/request.ts';
import { allNodes } from '../../kit/topology-lookup.ts';
import { FORM_KINDS, type FormKind } from './form-kinds.ts';
import { words } from './words.ts';

type RequestKind = Exclude<FormKind, 'add'> | 'add-primary' | 'add-replica';
/** A form that is opened from elsewhere: what is left out has its default. */
export type OpenRequest = { [K in RequestKind]: Partial<RequestOf<K>> & { kind: K } }[RequestKind];

export interface Draft {
  kind: FormKind;
  /** Ids of primaries; empty for all others. */
  from: readonly string[];
  /** Ids of nodes; empty if none is chosen. */
  to: string;
  node: string;
  /** Empty for the primary with the fewest replicas. */
  primary: string;
  /** Of slots or keys, or MB if `by` is bytes. */
  amount: string;
  by: Measure;
  /** By id. */
  weights: Readonly<Record<string, string>>;
  threshold: string;
  emptyPrimaries: boolean;
  address: string;
  joinsAs: 'primary' | 'replica';
  share: boolean;
  drain: boolean;
  how: RequestOf<'failover'>['how'];
  open: RequestOf<'fix'>['open'];
  lostNodes: boolean;
  /** Keys a second; empty for no limit. */
  rate: string;
  batchKeys: string;
  /** Plan… has been pressed: what is missing is said. */
  isTried: boolean;
}

const BYTES_A_MB = 1e6;
const BATCH_KEYS = 100;

export const emptyDraft = (kind: FormKind): Draft => ({
  kind,
  from: [],
  to: '',
  node: '',
  primary: '',
  amount: '',
  by: 'slots',
  weights: {},
  threshold: '2',
  emptyPrimaries: false,
  address: '',
  joinsAs: 'primary',
  share: true,
  drain: true,
  how: 'plain',
  open: 'finish',
  lostNodes: false,
  rate: '',
  batchKeys: String(BATCH_KEYS),
  isTried: false,
});

/** The form as the request fills it. */
export function draftOf(request: OpenRequest): Draft {
  const draft = { ...emptyDraft(formOf(request.kind)), ...movesOf(request) };
  switch (request.kind) {
    case 'reshard': {
      const { from = [], to = '', amount, by = 'slots' } = request;
      return { ...draft, from, to, by, amount: amount === undefined ? '' : amountText(amount, by) };
    }
    case 'rebalance': {
      const { weights = {}, threshold = 2, emptyPrimaries = false, by = 'slots' } = request;
      const texts = Object.fromEntries(Object.entries(weights).map(([id, weight]) => [id, String(weight)]));
      return { ...draft, weights: texts, threshold: String(threshold), emptyPrimaries, by };
    }
    case 'add-primary':
      return {
        ...draft,
        address: request.node ?? '',
        share: request.share ?? true,
        by: request.by ?? 'slots',
      };
    case 'add-replica':
      return { ...draft, joinsAs: 'replica', address: request.node ?? '', primary: request.primary ?? '' };
    case 'remove-node':
      return { ...draft, node: request.node ?? '', drain: request.drain ?? true };
    case 'replace-node':
      return { ...draft, node: request.node ?? '', address: request.by ?? '' };
    case 'failover':
      return { ...draft, node: request.node ?? '', how: request.how ?? 'plain' };
    case 'replicate':
      return { ...draft, node: request.node ?? '', primary: request.primary ?? '' };
    case 'forget':
      return { ...draft, node: request.node ?? '' };
    case 'fix':
      return { ...draft, open: request.open ?? 'finish', lostNodes: request.lostNodes ?? false };
  }
}

const formOf = (kind: RequestKind): FormKind =>
  kind === 'add-primary' || kind === 'add-replica' ? 'add' : kind;

function movesOf(request: OpenRequest): Partial<Draft> {
  if (!('move' in request) || request.move === undefined) return {};
  const { rate, batchKeys } = request.move;
  return { rate: rate === null ? '' : String(rate), batchKeys: String(batchKeys) };
}

/** Whether the view has a form for it. */
export const isOpenRequest = (request: OpenRequest | OperationRequest): request is OpenRequest =>
  (FORM_KINDS as readonly string[]).includes(request.kind) ||
  request.kind === 'add-primary' ||
  request.kind === 'add-replica';

const amountText = (amount: number, by: Measure) => String(by === 'bytes' ? amount / BYTES_A_MB : amount);

export type FieldName =
  'from' | 'to' | 'node' | 'primary' | 'amount' | 'weights' | 'threshold' | 'address' | 'rate' | 'batchKeys';
export type Problems = { readonly [F in FieldName]?: string };
export type Reading = { request: OperationRequest } | { problems: Problems };

/** The request, or what is missing, by field. */
export function requestOf(draft: Draft, topology: Topology | null): Reading {
  const reader = new DraftReader(draft, topology);
  const request = reader.read();
  return Object.keys(reader.problems).length === 0 ? { request } : { problems: reader.problems };
}

class DraftReader {
  readonly problems: { [F in FieldName]?: string } = {};
  private readonly draft: Draft;
  private readonly ids: ReadonlySet<string>;

  constructor(draft: Draft, topology: Topology | null) {
    this.draft = draft;
    this.ids = new Set(allNodes(topology).map(({ id }) => id));
  }

  read(): OperationRequest {
    const { kind, from, by, joinsAs, share, drain, how, open, lostNodes, emptyPrimaries, primary } =
      this.draft;
    switch (kind) {
      case 'reshard': {
        const to = this.node('to');
        const givers = from.filter((id) => this.ids.has(id));
        if (givers.includes(to)) this.problems.from = words.problems.same;
        return { kind, from: givers, to, amount: this.amount(), by, move: this.move() };
      }
      case 'rebalance':
        return {
          kind,
          weights: this.weights(),
          threshold: this.number('threshold', 0, 100),
          emptyPrimaries,
          by,
          move: this.move(),
        };
      case 'add':
        return joinsAs === 'primary'
          ? { kind: 'add-primary', node: this.address(), share, by, move: this.move() }
          : {
              kind: 'add-replica',
              node: this.address(),
              primary: primary === '' ? null : this.node('primary'),
            };
      case 'remove-node':
        return { kind, node: this.node('node'), drain, move: this.move() };
      case 'replace-node':
        return { kind, node: this.node('node'), by: this.address() };
      case 'failover':
        return { kind, node: this.node('node'), how };
      case 'replicate':
        return { kind, node: this.node('node'), primary: this.node('primary') };
      case 'forget':
        return { kind, node: this.node('node') };
      case 'fix':
        return { kind, open, lostNodes, move: this.move() };
    }
  }

  private node(field: 'to' | 'node' | 'primary'): string {
    const id = this.draft[field];
    if (id === '') this.problems[field] = words.problems.choose;
    else if (!this.ids.has(id)) this.problems[field] = words.problems.gone;
    return id;
  }

  private address(): string {
    const address = this.draft.address.trim();
    if (!/^\S+:\d{1,5}$/.test(address) || Number(address.slice(address.lastIndexOf(':') + 1)) > 65535)
      this.problems.address = words.problems.address;
    return address;
  }

  private amount(): number {
    const { by } = this.draft;
    if (by === 'slots') return this.number('amount', 1, 16384, true);
    if (by === 'bytes') return Math.round(this.number('amount', 1 / BYTES_A_MB, 1e12) * BYTES_A_MB);
    return this.number('amount', 1, 1e15, true);
  }

  private weights(): Record<string, number> {
    const weights: Record<string, number> = {};
    for (const [id, text] of Object.entries(this.draft.weights)) {
      if (text.trim() === '' || !this.ids.has(id)) continue;
      const weight = numberOf(text);
      if (weight === null || weight < 0) this.problems.weights = words.problems.weight;
      else weights[id] = weight;
    }
    return weights;
  }

  private move() {
    const { rate } = this.draft;
    return {
      timeoutMs: 60_000,
      batchKeys: this.number('batchKeys', 1, 10_000, true),
      batchBytes: 8 * 2 ** 20,
      replace: false,
      atomic: 'auto' as const,
      rate: rate.trim() === '' ? null : this.number('rate', 1, 1e9, true),
    };
  }

  private number(
    field: 'amount' | 'threshold' | 'rate' | 'batchKeys',
    least: number,
    most: number,
    isWhole = false,
  ): number {
    const n = numberOf(this.draft[field]);
    const isFine = n !== null && n >= least && n <= most && (!isWhole || Number.isInteger(n));
    if (!isFine) this.problems[field] = words.problems.number(least, most, isWhole);
    return isFine ? n : least;
  }
}

/** Commas and spaces between digits are left out; null for what is no number. */
export function numberOf(text: string): number | null {
  const plain = text.replace(/[,\s_]/g, '');
  return /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : null;
}
