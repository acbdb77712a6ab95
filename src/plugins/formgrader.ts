import { INotebookTree } from '@jupyter-notebook/tree';
import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import { URLExt } from '@jupyterlab/coreutils';
import { ILauncher } from '@jupyterlab/launcher';
import {
  ITranslator,
  nullTranslator,
  type TranslationBundle
} from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { gradeAgain } from '../actions/grade-again';
import { CommandIDs } from '../commands';
import { formgraderIcon } from '../icons';
import { FormgraderModel } from '../models/formgrader';
import { notebookPage } from '../notebook7';
import { IAutogradeClient, ILiveEvents, IPerson } from '../tokens';
import { FormgraderPanel } from '../widgets/formgrader-panel';
import { afterPalette } from './after-palette';
import { addTreeTab, showTreeTab } from './tree-tabs';

const PANEL_ID = 'jupyter-autograde-formgrader';

/** Says to the file page of Notebook 7 which tab to show first. */
const TAB_PARAMETER = 'autograde';

/** The Formgrader: a tab of the main area in JupyterLab, of the file page in Notebook 7. */
export const formgrader: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-autograde:formgrader',
  description: 'Adds the panel with everybody’s submissions, for staff.',
  autoStart: true,
  requires: [IAutogradeClient, ILiveEvents, IPerson],
  optional: [ITranslator, ILayoutRestorer, ILauncher, INotebookTree],
  activate: (
    app: JupyterFrontEnd,
    client: IAutogradeClient,
    live: ILiveEvents,
    person: IPerson,
    translator: ITranslator | null,
    restorer: ILayoutRestorer | null,
    launcher: ILauncher | null,
    tree: INotebookTree | null
  ) => {
    const { commands } = app;
    const trans = (translator ?? nullTranslator).load('jupyter_autograde');
    const create = (): FormgraderPanel => createPanel(client, live, trans);
    const open = tree
      ? openInTree(tree, person, create)
      : notebookPage()
        ? () => openFilePage(app.serviceManager.serverSettings.baseUrl)
        : openInMainArea(app, restorer, create);

    commands.addCommand(CommandIDs.openFormgrader, {
      label: trans.__('Formgrader'),
      caption: trans.__('Show the submissions of the courses you teach'),
      icon: formgraderIcon,
      describedBy: { args: { type: 'object', properties: {} } },
      isVisible: () => person.isStaff,
      execute: open
    });
    let card: IDisposable | undefined;
    const onPerson = (): void => {
      commands.notifyCommandChanged(CommandIDs.openFormgrader);
      if (person.isStaff) {
        card ??= launcher?.add({
          command: CommandIDs.openFormgrader,
          category: trans.__('Autograde')
        });
      } else {
        card?.dispose();
        card = undefined;
      }
    };
    person.changed.connect(onPerson);
    onPerson();
  }
};

function createPanel(
  client: IAutogradeClient,
  live: ILiveEvents,
  trans: TranslationBundle
): FormgraderPanel {
  const model = new FormgraderModel({ client, live });
  const panel = new FormgraderPanel({
    model,
    trans,
    onGradeAgain: () => void gradeAgain(model, trans)
  });
  panel.id = PANEL_ID;
  panel.title.label = trans.__('Formgrader');
  panel.title.icon = formgraderIcon;
  return panel;
}

/** Notebook 7, file page: a tab that is there for staff. */
function openInTree(
  tree: INotebookTree,
  person: IPerson,
  create: () => FormgraderPanel
): () => Promise<void> {
  let panel: FormgraderPanel | null = null;
  const ensure = (): FormgraderPanel => {
    if (!panel) {
      panel = create();
      addTreeTab(tree, panel);
    }
    return panel;
  };
  const open = (): Promise<void> =>
    afterPalette(() => showTreeTab(tree, ensure()));
  let wanted =
    new URL(window.location.href).searchParams.get(TAB_PARAMETER) ===
    'formgrader';
  const onPerson = (): void => {
    if (!person.isStaff) {
      return;
    }
    ensure();
    if (wanted) {
      wanted = false;
      void open();
    }
  };
  person.changed.connect(onPerson);
  onPerson();
  return open;
}

/** Notebook 7, any other page: the file page in a browser tab of its own. */
function openFilePage(baseUrl: string): void {
  const url = new URL(URLExt.join(baseUrl, 'tree'), window.location.href);
  url.searchParams.set(TAB_PARAMETER, 'formgrader');
  window.open(url, '_blank', 'noopener');
}

/** JupyterLab: one tab of the main area, there again after a reload. */
function openInMainArea(
  app: JupyterFrontEnd,
  restorer: ILayoutRestorer | null,
  create: () => FormgraderPanel
): () => Promise<void> {
  const tracker = new WidgetTracker<MainAreaWidget<FormgraderPanel>>({
    namespace: PANEL_ID
  });
  void restorer?.restore(tracker, {
    command: CommandIDs.openFormgrader,
    name: () => PANEL_ID
  });
  return () => {
    let widget = tracker.currentWidget;
    if (!widget || widget.isDisposed) {
      widget = inMainArea(create());
      void tracker.add(widget);
    }
    if (!widget.isAttached) {
      app.shell.add(widget, 'main', { type: 'Autograde' });
    }
    const { id } = widget;
    return afterPalette(() => app.shell.activateById(id));
  };
}

function inMainArea(content: FormgraderPanel): MainAreaWidget<FormgraderPanel> {
  const widget = new MainAreaWidget({ content });
  widget.id = PANEL_ID;
  widget.toolbar.hide();
  widget.title.label = content.title.label;
  widget.title.icon = content.title.icon;
  return widget;
}
