import { INotebookTree } from '@jupyter-notebook/tree';
import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import { URLExt } from '@jupyterlab/coreutils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { ILauncher } from '@jupyterlab/launcher';
import { ILatexTypesetter, IRenderMimeRegistry } from '@jupyterlab/rendermime';
import {
  ITranslator,
  nullTranslator,
  type TranslationBundle
} from '@jupyterlab/translation';
import type { LabIcon } from '@jupyterlab/ui-components';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import type { Widget } from '@lumino/widgets';
import { notebookPage } from '../notebook7';
import {
  IAutogradeClient,
  ILiveEvents,
  IPerson,
  IPreferences
} from '../tokens';
import { afterPalette } from './after-palette';
import { addTreeTab, showTreeTab } from './tree-tabs';

/** Says to the file page of Notebook 7 which tab to show first. */
const TAB_PARAMETER = 'autograde';

/** What a panel has that is about several places: where it is, as the part of an address that says so. */
export interface IPlaces {
  readonly place: string;
  readonly placeChanged: ISignal<unknown, void>;
  go(place: string): void;
}

/** JSON schema of the arguments of a panel's command. */
const PLACE = {
  type: 'object',
  properties: {
    place: {
      type: 'string',
      description:
        'What to show in the panel, as in its address on the service’s own page; where it was when it is left out.'
    }
  }
} as const;

/** A panel that staff alone are offered. */
export interface IStaffPanel {
  /** Opens it. */
  command: string;
  /** Of its tab, in addresses. */
  name: string;
  label: string;
  caption: string;
  icon: LabIcon;
  create(): Widget & Partial<IPlaces>;
}

/** What a panel is made of. */
export interface IStaffPanelParts {
  app: JupyterFrontEnd;
  client: IAutogradeClient;
  /** Opens the files of the user's server, where the application can. */
  documents: IDocumentManager | null;
  events: ILiveEvents;
  /** Sets formulas, where the application can. */
  latex: ILatexTypesetter | null;
  preferences: IPreferences;
  /** JupyterLab's renderers, where it has any. */
  rendermime: IRenderMimeRegistry | null;
  trans: TranslationBundle;
}

type PlacedWidget = MainAreaWidget<Widget & Partial<IPlaces>>;

/** What a panel's command does. */
type Execute = (args: ReadonlyPartialJSONObject) => Promise<void>;

/** A panel, and where it goes. */
interface IPlaced extends IStaffPanel {
  app: JupyterFrontEnd;
  person: IPerson;
  restorer: ILayoutRestorer | null;
  launcher: ILauncher | null;
  /** The file page of Notebook 7, where this is one. */
  tree: INotebookTree | null;
  trans: TranslationBundle;
}

/** Return the plugin that offers a panel. */
export function staffPanelPlugin(
  id: string,
  description: string,
  make: (parts: IStaffPanelParts) => IStaffPanel
): JupyterFrontEndPlugin<void> {
  return {
    id,
    description,
    autoStart: true,
    requires: [IAutogradeClient, ILiveEvents, IPerson, IPreferences],
    optional: [
      ITranslator,
      ILayoutRestorer,
      ILauncher,
      INotebookTree,
      ILatexTypesetter,
      IRenderMimeRegistry,
      IDocumentManager
    ],
    activate: (
      app,
      client: IAutogradeClient,
      events: ILiveEvents,
      person: IPerson,
      preferences: IPreferences,
      translator: ITranslator | null,
      restorer: ILayoutRestorer | null,
      launcher: ILauncher | null,
      tree: INotebookTree | null,
      latex: ILatexTypesetter | null,
      rendermime: IRenderMimeRegistry | null,
      documents: IDocumentManager | null
    ) => {
      const trans = (translator ?? nullTranslator).load('jupyter_autograde');
      const panel = make({
        app,
        client,
        documents,
        events,
        latex,
        preferences,
        rendermime,
        trans
      });
      addStaffPanel({ ...panel, app, person, restorer, launcher, tree, trans });
    }
  };
}

/** Offer a panel: a command, a card of the launcher, and a tab of the main area or of Notebook 7's file page. */
function addStaffPanel(panel: IPlaced): void {
  const { command, person } = panel;
  const { commands } = panel.app;
  commands.addCommand(command, {
    label: panel.label,
    caption: panel.caption,
    icon: panel.icon,
    describedBy: { args: PLACE },
    isVisible: () => person.isStaff,
    execute: panel.tree
      ? openInTree(panel, panel.tree)
      : notebookPage()
        ? () => openFilePage(panel)
        : openInMainArea(panel)
  });
  let card: IDisposable | undefined;
  const onPerson = (): void => {
    commands.notifyCommandChanged(command);
    if (person.isStaff) {
      card ??= panel.launcher?.add({
        command,
        category: panel.trans.__('Autograde'),
        rank: 2
      });
    } else {
      card?.dispose();
      card = undefined;
    }
  };
  person.changed.connect(onPerson);
  onPerson();
}

function idOf(panel: IPlaced): string {
  return `jupyter-autograde-${panel.name}`;
}

function create(panel: IPlaced): Widget & Partial<IPlaces> {
  const widget = panel.create();
  widget.id = idOf(panel);
  widget.title.label = panel.label;
  widget.title.icon = panel.icon;
  return widget;
}

/** Bring a panel to the place that a command names, if it names one. */
function go(
  widget: Partial<IPlaces>,
  { place }: ReadonlyPartialJSONObject
): void {
  if (typeof place === 'string') {
    widget.go?.(place);
  }
}

/** Notebook 7, file page: a tab that is there for staff. */
function openInTree(panel: IPlaced, tree: INotebookTree): Execute {
  const { person } = panel;
  let widget: (Widget & Partial<IPlaces>) | null = null;
  const ensure = (): Widget & Partial<IPlaces> => {
    if (!widget) {
      widget = create(panel);
      addTreeTab(tree, widget);
    }
    return widget;
  };
  const open: Execute = args => {
    go(ensure(), args);
    return afterPalette(() => showTreeTab(tree, ensure()));
  };
  let wanted =
    new URL(window.location.href).searchParams.get(TAB_PARAMETER) ===
    panel.name;
  const onPerson = (): void => {
    if (!person.isStaff) {
      return;
    }
    ensure();
    if (wanted) {
      wanted = false;
      void open({});
    }
  };
  person.changed.connect(onPerson);
  onPerson();
  return open;
}

/** Notebook 7, any other page: the file page in a browser tab of its own. */
function openFilePage({ app, name }: IPlaced): void {
  const { baseUrl } = app.serviceManager.serverSettings;
  const url = new URL(URLExt.join(baseUrl, 'tree'), window.location.href);
  url.searchParams.set(TAB_PARAMETER, name);
  window.open(url, '_blank', 'noopener');
}

/** JupyterLab: one tab of the main area, there again after a reload. */
function openInMainArea(panel: IPlaced): Execute {
  const { shell } = panel.app;
  const id = idOf(panel);
  const tracker = new WidgetTracker<PlacedWidget>({ namespace: id });
  void panel.restorer?.restore(tracker, {
    command: panel.command,
    name: () => id,
    args: ({ content: { place } }) => (place === undefined ? {} : { place })
  });
  return args => {
    let widget = tracker.currentWidget;
    if (!widget || widget.isDisposed) {
      widget = inMainArea(create(panel));
      const made = widget;
      made.content.placeChanged?.connect(() => void tracker.save(made));
      void tracker.add(made);
    }
    go(widget.content, args);
    if (!widget.isAttached) {
      shell.add(widget, 'main', { type: 'Autograde' });
    }
    return afterPalette(() => shell.activateById(id));
  };
}

function inMainArea(content: Widget & Partial<IPlaces>): PlacedWidget {
  const { id } = content;
  const widget: PlacedWidget = new MainAreaWidget({ content });
  widget.id = id;
  widget.toolbar.hide();
  widget.title.label = content.title.label;
  widget.title.icon = content.title.icon;
  return widget;
}
