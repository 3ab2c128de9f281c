/** Connections on their way from or to a file: the dialog over the list of them. */
import type { Failure } from '../../../../shared/failure.ts';
import type { ImportAnswer, ImportPreview } from '../../../../shared/connections/saved-connection.ts';
import type { Message } from '../../../window/message.ts';

export type TransferState =
  | {
      kind: 'import';
      phase: 'ask' | 'sealed' | 'read';
      preview: ImportPreview | null;
      /** Ids of the connections to import. */
      chosen: ReadonlySet<string>;
      isPending: boolean;
      failure: Failure | null;
    }
  | {
      kind: 'export';
      ids: readonly string[];
      isPending: boolean;
      failure: Failure | null;
      path: string | null;
    };

/** Texts and passphrases pass through to main; they are no part of the state. */
export type TransferMessage =
  | { type: 'open-import' }
  | { type: 'open-export'; ids: readonly string[] }
  | { type: 'close-transfer' }
  | { type: 'read-import'; from: { text: string } | { file: true } | { passphrase: string } }
  | { type: 'import-answer'; answer: ImportAnswer }
  | { type: 'import-choose'; id: string; on: boolean }
  | { type: 'take-import' }
  | { type: 'export'; passphrase: string | null }
  | { type: 'exported'; path: string | null }
  | { type: 'transfer-failed'; failure: Failure };

declare module '../../../window/contract.ts' {
  interface FeatureStates {
    /** Null while its dialog is closed. */
    transfer: TransferState | null;
  }
  interface Messages {
    transfer: TransferMessage;
  }
}

export function reduceTransfer(transfer: TransferState | null, message: Message): TransferState | null {
  switch (message.type) {
    case 'open-import':
      return {
        kind: 'import',
        phase: 'ask',
        preview: null,
        chosen: new Set(),
        isPending: false,
        failure: null,
      };
    case 'open-export':
      return { kind: 'export', ids: message.ids, isPending: false, failure: null, path: null };
    case 'close-transfer':
      return null;
    default:
      if (!transfer) return null;
      return transfer.kind === 'import' ? reduceImport(transfer, message) : reduceExport(transfer, message);
  }
}

type Import = Extract<TransferState, { kind: 'import' }>;

function reduceImport(transfer: Import, message: Message): TransferState {
  switch (message.type) {
    case 'read-import':
    case 'take-import':
      return { ...transfer, isPending: true, failure: null };
    case 'import-answer': {
      const { answer } = message;
      if (answer.kind === 'none') return { ...transfer, isPending: false };
      if (answer.kind === 'sealed') return { ...transfer, phase: 'sealed', isPending: false };
      const chosen = new Set(answer.found.map(({ profile }) => profile.id));
      return { ...transfer, phase: 'read', preview: answer, chosen, isPending: false };
    }
    case 'import-choose': {
      const chosen = new Set(transfer.chosen);
      if (message.on) chosen.add(message.id);
      else chosen.delete(message.id);
      return { ...transfer, chosen };
    }
    case 'transfer-failed':
      return { ...transfer, isPending: false, failure: message.failure };
    default:
      return transfer;
  }
}

function reduceExport(transfer: Extract<TransferState, { kind: 'export' }>, message: Message): TransferState {
  switch (message.type) {
    case 'export':
      return { ...transfer, isPending: true, failure: null, path: null };
    case 'exported':
      return { ...transfer, isPending: false, path: message.path };
    case 'transfer-failed':
      return { ...transfer, isPending: false, failure: message.failure };
    default:
      return transfer;
  }
}
