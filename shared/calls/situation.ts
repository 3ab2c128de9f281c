/** The call of the Situation page. */
import type { SituationAnswer } from '../operations/situation.ts';
import { call, returns } from './call.ts';
import { nothing } from './fields.ts';

export const situationCalls = {
  /**
   * Reads all nodes of the cluster, on connections of its own. A call while one runs gets the same answer. Rejects with
   * `not-connected` without a cluster.
   */
  situation: call(nothing, returns<SituationAnswer>()),
};
