/** The two viewers of replies. */
import './replies.css';
import { late } from '../../kit/late.tsx';
import type { Feature } from '../../window/feature.ts';
import { performReplies } from './effects.ts';
import { openReply, openValue, reduceReply, reduceValue } from './state.ts';

const ReplyViewer = late(async () => (await import('./reply-viewer.tsx')).ReplyViewer);
const ValueViewer = late(async () => (await import('./value-viewer.tsx')).ValueViewer);

export const replies = {
  perform: performReplies,
  overlays: {
    reply: {
      open: (message) => (message.type === 'open-reply' ? openReply(message.large) : null),
      reduce: reduceReply,
      draw: (props, reply) => <ReplyViewer key={reply.large.id} {...props} reply={reply} />,
    },
    value: {
      open: (message) => (message.type === 'open-value' ? openValue(message.title, message.frame) : null),
      reduce: reduceValue,
      draw: (props, value) => <ValueViewer {...props} value={value} />,
    },
  },
} satisfies Feature;
