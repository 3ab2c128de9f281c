/** The calls about large replies, which stay in main. */
import type { HandlersOf } from '../../shared/calls/call.ts';
import type { replyCalls } from '../../shared/calls/reply.ts';
import type { Desktop } from './desktop.ts';
import { findRow } from './find-row.ts';
import { wholeText } from './reply-text.ts';
import { saveReply } from './save-reply.ts';
import type { Workspace } from './workspace.ts';

export function createReplyHandlers(workspace: Workspace, desktop: Desktop): HandlersOf<typeof replyCalls> {
  let searches = 0;
  return {
    replyPage: ({ id, from, count }) => workspace.connected.replies.page(id, from, count),
    replyElements: ({ id, at }) => workspace.connected.replies.pick(id, at),
    replyText: ({ id, raw }) => wholeText(workspace.connected.replies, id, raw),
    findInReply: (search) => {
      const mine = ++searches;
      return findRow(workspace.connected.replies, search, () => searches !== mine);
    },
    saveReply: async ({ id }) => {
      const { replies } = workspace.connected;
      const path = await desktop.chooseFile(replies.size(id).isString ? 'reply.bin' : 'reply.txt');
      if (path !== null) await saveReply(replies, id, path);
      return path;
    },
  };
}
