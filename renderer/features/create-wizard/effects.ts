/** Calls that the create wizard makes to main, and where the focus goes. */
import type { OperationRequest } from '../../../shared/operations/request.ts';
import { failureOf } from '../../kit/client.ts';
import { focusView } from '../../kit/regions.ts';
import type { Message } from '../../window/message.ts';
import type { Perform, Surroundings } from '../../window/feature.ts';
import type { State } from '../../window/state.ts';
import { addressesOf, loginOf } from './state.ts';
import { readAddresses } from './addresses.ts';

export function performCreate(surroundings: Surroundings): Perform {
  const { client, send, draw, focusShell, report } = surroundings;
  const fail = (error: unknown) => send({ type: 'create-failed', failure: failureOf(error) });
  /** Number of the latest question: an answer to an earlier one is not shown. */
  let question = 0;
  let checked: string | null = null;

  function ask<T>(asked: Promise<T>, take: (answer: T) => Message): void {
    const own = ++question;
    asked.then(
      (answer) => {
        if (own !== question) return;
        send(take(answer));
        enter();
      },
      (error: unknown) => own === question && fail(error),
    );
  }

  function enter(): void {
    draw();
    // The user may have gone to another view.
    if (document.querySelector('.create')) focusView();
  }

  function inspect({ create: own }: State): void {
    const { replicas } = readAddresses(own.text);
    if (replicas !== null && replicas !== own.replicas) send({ type: 'create-replicas', replicas });
    ask(client.inspectNodes({ addresses: addressesOf(own), login: loginOf(own) }), (facts) => ({
      type: 'create-facts',
      facts,
    }));
  }

  function plan({ create: own }: State): void {
    const { facts, arrangement, replicas } = own;
    if (!facts || !arrangement) return;
    const request: OperationRequest = {
      kind: 'create',
      nodes: facts.map(({ address }) => address),
      replicas,
      placement: arrangement.map((shard) => [...shard]),
    };
    const login = loginOf(own);
    ask(client.planOperation({ request, ...(login && { login }) }), (answer) => ({
      type: 'create-answer',
      answer,
    }));
  }

  const places = ({ create: own }: State) => ({
    addresses: (own.facts ?? []).map(({ address }) => address),
    login: loginOf(own),
  });

  return (message, state) => {
    const { create: own } = state;
    switch (message.type) {
      case 'create-find':
        return void client
          .findLocalNodes(undefined)
          .then((found) => send({ type: 'create-found', found }), fail);
      case 'create-inspect':
        return inspect(state);
      case 'create-plan':
        return plan(state);
      case 'create-start':
        return void client
          .startOperation({ plan: own.offered!.id, typed: own.typed })
          .then((name) => {
            send({ type: 'create-started', name });
            enter();
          })
          .catch(fail);
      case 'create-check':
        return void client
          .coverage(places(state))
          .then((coverage) => {
            send({ type: 'create-coverage', coverage });
            enter();
          })
          .catch(fail);
      case 'create-connect':
        return void client
          .connectCreated(places(state))
          .then((session) => {
            send({ type: 'session', session });
            send({ type: 'arrived' });
            send({ type: 'create-connected' });
            send({ type: 'action', name: 'focus-shell' });
            focusShell();
          })
          .catch(fail);
      case 'create-copy':
        return void client.copyText({ text: message.text }).catch(report);
      case 'create-step':
      case 'create-leave-out':
        question++;
        return enter();
      case 'create-connected':
        return draw();
      case 'operation': {
        const { status } = own;
        const isOver = status !== null && status.endedAt !== null && message.status === status;
        if (!isOver || checked === status.name) return;
        checked = status.name;
        if (status.state.startsWith('done')) send({ type: 'create-check' });
        else enter();
      }
    }
  };
}
