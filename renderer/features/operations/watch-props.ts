import type { OperationStatus } from '../../../shared/operations/operation.ts';
import type { PanelProps } from '../../window/state.ts';
import type { Watched } from './watched.ts';

/** What the parts of the page of one operation are given. */
export interface WatchProps extends PanelProps {
  status: OperationStatus;
  watched: Watched;
}
