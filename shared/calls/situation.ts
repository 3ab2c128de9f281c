/** The calls of the Situation page. */
import type { ForeignKeys, SituationAnswer } from '../operations/situation.ts';
import { call, returns } from './call.ts';
import { nothing } from './fields.ts';

export const situationCalls = {
  /**
   * Reads all nodes of the cluster, on connections of its own. A call while one runs gets the same answer. Rejects with
   * `not-connected` without a cluster.
   */
  situation: call(nothing, returns<SituationAnswer>()),
  /**
   * Asks each primary for its keys of all slots, in all databases: some megabytes of answers. A call while one runs gets the same
   * answer. Rejects with `not-connected` without a cluster, with `unreachable` if no node answers.
   */
  searchForeignKeys: call(nothing, returns<ForeignKeys>()),
};
