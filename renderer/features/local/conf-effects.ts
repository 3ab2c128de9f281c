/** The conf file in the editor: it is read when it is shown, and again when its server starts or ends; saved on demand. */
import { escapeForLine } from '../../../shared/format/escape.ts';
import { failureOf } from '../../kit/client.ts';
import type { Perform, Surroundings } from '../../window/feature.ts';
import type { State } from '../../window/state.ts';
import { judgeConf, type ShownConf } from './conf-state.ts';
import { currentRow, type Row } from './state.ts';
import { words } from './words.ts';

/** Of the element that the editor fills. */
export const CONF_ELEMENT = 'local-conf';

type Editor = Awaited<ReturnType<Surroundings['confEditor']>>;

export const performConf = (surroundings: Surroundings): Perform => {
  const { client, send, draw, report } = surroundings;
  /** The row and the process that were read last. */
  let read = '';
  let editor: Editor | null = null;
  let element: HTMLElement | null = null;
  let wantsFocus = false;
  let last: ShownConf | null = null;
  let row = '';

  function open({ row: next, cluster, node }: Row): void {
    const process = `${next} ${node.pid ?? node.state} ${node.state === 'frozen'}`;
    if (process === read) return;
    read = process;
    if (next !== row) send({ type: 'local-conf-open', row: next });
    row = next;
    client
      .localConf({ id: cluster.id, port: node.port })
      .then((answer) => send({ type: 'local-conf-read', row: next, read: answer }))
      .catch((error: unknown) => send({ type: 'local-conf-failed', row: next, failure: failureOf(error) }));
  }

  async function save(conf: ShownConf, { local }: State): Promise<void> {
    const at = currentRow(local);
    if (!conf.read || at?.row !== conf.row) return;
    const { id } = at.cluster;
    const stamp = local.drafts[conf.row]?.stamp ?? conf.read.stamp;
    try {
      const saved = await client.saveLocalConf({ id, port: at.node.port, text: conf.text, stamp });
      send({ type: 'local-conf-saved', row: conf.row, saved });
    } catch (error) {
      send({ type: 'local-conf-failed', row: conf.row, failure: failureOf(error) });
    }
  }

  /** The element comes and goes with the pane; the editor goes with it. */
  function mount(): void {
    draw();
    const found = document.getElementById(CONF_ELEMENT);
    if (found === element) return;
    editor?.dispose();
    editor = null;
    last = null;
    element = found;
    if (!found) return;
    surroundings
      .confEditor(found, {
        onText: (text) => send({ type: 'local-conf-text', row, text }),
        onSave: () => pending && trySave(pending),
      })
      .then((opened) => {
        if (element !== found) return opened.dispose();
        editor = opened;
        show(pending);
      })
      .catch(report);
  }

  let pending: ShownConf | null = null;

  /** As the Save button, but a key that does nothing says why. */
  function trySave(conf: ShownConf): void {
    const judged = judgeConf(conf);
    if (!judged || conf.isSaving) return;
    const [first] = judged.problems;
    if (!first && judged.isEdited) return send({ type: 'local-conf-save' });
    const text = first
      ? escapeForLine(words.conf.notSaved(first.line, first.message))
      : words.conf.nothingToSave;
    send({ type: 'local-note', text });
    if (first) editor?.goTo(first.line);
  }

  function show(conf: ShownConf | null): void {
    pending = conf;
    if (!editor || !conf?.read) return;
    if (conf !== last) {
      last = conf;
      editor.setDirectives(conf.read.directives);
      editor.setText(conf.text);
      editor.setProblems(judgeConf(conf)?.problems ?? []);
    }
    if (wantsFocus) editor.focus();
    wantsFocus = false;
  }

  return (message, state) => {
    const { local, view } = state;
    const at = view === 'local' && local.pane === 'conf' ? currentRow(local) : null;
    if (message.type === 'local-pane') wantsFocus = message.pane === 'conf';
    if (message.type === 'local-conf-save' && local.conf) void save(local.conf, state);
    if (message.type === 'local-conf-line') editor?.goTo(message.line);
    if (at) open(at);
    else read = '';
    if ((at !== null) !== (element?.isConnected ?? false)) mount();
    if (at && local.conf?.row === at.row) show(local.conf);
  };
};
