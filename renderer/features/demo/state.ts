/** The demo cluster, as main reports it. */
import type { DemoStatus } from '../../../shared/cluster/demo.ts';
import type { Failure } from '../../../shared/failure.ts';
import type { Message } from '../../window/message.ts';
import type { State } from '../../window/state.ts';

declare module '../../window/contract.ts' {
  interface FeatureStates {
    /** `failure` stays until a shell is connected or the demo is started again. */
    demo: DemoStatus;
  }
  interface Messages {
    demo:
      | { type: 'demo'; demo: DemoStatus }
      | { type: 'demo-failed'; failure: Failure }
      /** Starts or stops one of its nodes. */
      | { type: 'demo-node'; port: number; run: boolean };
  }
}

export function reduceDemo(demo: DemoStatus, message: Message, { sessions }: State): DemoStatus {
  switch (message.type) {
    case 'demo':
      return { ...message.demo, failure: message.demo.failure ?? demo.failure };
    case 'demo-failed':
      return { ...demo, failure: message.failure };
    case 'action':
      return message.name === 'demo-start' ? { ...demo, failure: null } : demo;
    case 'session': {
      const { shell, phase } = message.session;
      const arrives = phase === 'connected' && shell in sessions && sessions[shell]?.phase !== phase;
      return arrives ? { ...demo, failure: null } : demo;
    }
    default:
      return demo;
  }
}
