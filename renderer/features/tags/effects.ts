/** Calls that the Hash tags view makes to main. */
import type { ListName } from './state.ts';
import { failureOf } from '../../kit/client.ts';
import type { Perform, Surroundings } from '../../window/feature.ts';
import { focusView } from '../../kit/regions.ts';
import { quoteWord } from '../../../shared/commands/quote.ts';
import type { State } from '../../window/state.ts';
import { rowsNeeded, type RowsAsked } from './tags-rows.ts';
import { isUnderWay, optionsOf } from './state.ts';

/** Tags, or prefixes, that the answers look at: in all but the largest clusters, more than can be too big for one shard. */
const ANSWER_ROWS = 200;

/** Generations after which a running scan's answers are read again: they look at far more rows than are in view. */
const ANSWERS_AGE = 5;

export const performTags = (surroundings: Surroundings): Perform => {
  const { client, send } = surroundings;
  const failed = (error: unknown) => send({ type: 'scan-failed', failure: failureOf(error) });
  return (message, state) => {
    switch (message.type) {
      case 'scan-start':
        client
          .startScan(optionsOf(state.tags, state.session))
          .then((scan) => {
            send({ type: 'scan', scan });
            keepFocus(surroundings);
          })
          .catch(failed);
        return;
      case 'scan-control':
        CONTROLS[message.control](surroundings).catch(failed);
        return;
      case 'biggest-keys-control':
        (message.control === 'start'
          ? client.startBiggestKeys(undefined).then((biggest) => send({ type: 'biggest-keys', biggest }))
          : client.stopBiggestKeys(undefined)
        ).catch(failed);
        return;
      case 'biggest-keys':
        // Its button has gone.
        if (state.view === 'tags' && state.tags.tab === 'biggest') keepFocus(surroundings);
        return;
      case 'scan-export':
        client.exportScan({ form: message.form }).then(
          (path) => path !== null && send({ type: 'scan-exported', path }),
          (error: unknown) => send({ type: 'scan-export-failed', failure: failureOf(error) }),
        );
        return;
      case 'copy-word':
        client.copyText({ text: quoteWord(message.word) }).catch(failed);
        return;
      case 'scan-form':
        return keepFocus(surroundings);
      case 'scan':
        // The button that stopped it has gone.
        if (state.view === 'tags' && !isUnderWay(message.scan)) keepFocus(surroundings);
        break;
    }
    if (state.view === 'tags' && state.tags.scan) askForRows(state, surroundings);
  };
};

/** Moves the focus to the view's first control if what had it is gone. */
function keepFocus({ draw }: Surroundings): void {
  draw();
  if (document.activeElement === null || document.activeElement === document.body) focusView();
}

const CONTROLS = {
  pause: ({ client }: Surroundings) => client.pauseScan(undefined),
  resume: ({ client }: Surroundings) => client.resumeScan(undefined),
  stop: ({ client }: Surroundings) => client.stopScan(undefined),
} as const;

/** Reads the rows in view, if they are older than the scan's present state. */
function askForRows({ tags }: State, surroundings: Surroundings): void {
  if (tags.tab === 'answers') return askForAnswers(tags, surroundings);
  if (tags.tab === 'biggest') return;
  const asked = rowsNeeded(tags.lists[tags.tab], tags.generation);
  if (asked) readRows(tags, tags.tab, asked, surroundings);
}

function readRows(
  tags: State['tags'],
  list: ListName,
  asked: RowsAsked,
  { client, send }: Surroundings,
): void {
  send({ type: 'rows-asked', list, asked });
  const { query } = tags.lists[list];
  const argument = { ...query, filter: bare(query.filter), from: asked.from, count: asked.count };
  const failed = (error: unknown) => send({ type: 'rows-failed', list, asked, failure: failureOf(error) });
  if (list === 'tags')
    client.scanTags(argument).then((answer) => send({ type: 'tag-rows', asked, answer }), failed);
  else client.scanPrefixes(argument).then((answer) => send({ type: 'prefix-rows', asked, answer }), failed);
}

/** Tags are shown in braces, and may be typed with them. */
const bare = (filter: string): string => /^\{(.*)\}$/s.exec(filter)?.[1] ?? filter;

function askForAnswers(tags: State['tags'], { client, send }: Surroundings): void {
  const { generation, scan, answersAsked } = tags;
  if (!scan || answersAsked?.done === false) return;
  const age = generation - (answersAsked?.generation ?? -Infinity);
  if (age < (isUnderWay(scan) ? ANSWERS_AGE : 1)) return;
  send({ type: 'answers-asked', generation });
  const all = { filter: '', shard: null, descending: true, from: 0, count: ANSWER_ROWS };
  Promise.all([
    client.scanTags({ ...all, order: 'keys' }),
    client.scanTags({ ...all, order: 'memory' }),
    client.scanPrefixes({ ...all, order: 'keys' }),
  ]).then(
    ([byKeys, byMemory, prefixes]) => {
      const rows = { byKeys: byKeys.rows, byMemory: byMemory.rows, prefixes: prefixes.rows };
      send({ type: 'answers', scan: scan.id, rows });
    },
    (error: unknown) => send({ type: 'answers-failed', scan: scan.id, failure: failureOf(error) }),
  );
}
