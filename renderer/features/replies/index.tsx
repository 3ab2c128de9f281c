/** The two viewers of replies. */
import './replies.css';
import type { Feature } from '../../window/feature.ts';
import { performReplies } from './effects.ts';
import { ReplyViewer } from './reply-viewer.tsx';
import { openReply, openValue, reduceReply, reduceValue } from './state.ts';
import { ValueViewer } from './value-viewer.tsx';

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
