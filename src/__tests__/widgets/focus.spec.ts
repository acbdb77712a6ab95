import '@testing-library/jest-dom';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import { waitFor } from '@testing-library/dom';
import { english } from '../../english';
import { AssignmentsModel } from '../../models/assignments';
import { FormgraderModel } from '../../models/formgrader/formgrader';
import { LiveModel } from '../../models/live';
import { PersonModel } from '../../models/person';
import { PreferencesModel } from '../../models/preferences';
import { AssignmentsPanel } from '../../widgets/assignments-panel';
import { FormgraderPanel } from '../../widgets/formgrader-panel';
import { LivePanel } from '../../widgets/live-panel';
import { FakeClient } from '../fake-client';
import { live } from '../live';
import { assignment, course, person } from '../samples';

function assignmentsPanel(client: FakeClient): AssignmentsPanel {
  const actions = {
    onFetch: jest.fn(),
    onAsk: jest.fn(),
    onAttempts: jest.fn(),
    onCheck: jest.fn(),
    onFetchFeedback: jest.fn(),
    onFetchSolution: jest.fn(),
    onForget: jest.fn(),
    onOpen: jest.fn(),
    onSubmit: jest.fn()
  };
  const { events } = live();
  const model = new AssignmentsModel({ client, live: events });
  void model.refresh();
  return new AssignmentsPanel({
    actions,
    model,
    person: new PersonModel({ client, live: events }),
    preferences: new PreferencesModel(),
    trans: english
  });
}

function formgraderPanel(client: FakeClient): FormgraderPanel {
  client.person = person({ courses: [course({ role: 'ta' })] });
  return new FormgraderPanel({
    model: new FormgraderModel({ client, live: live().events }),
    trans: english,
    acts: { onGradeAgain: jest.fn() },
    preferences: new PreferencesModel(),
    typeset: null
  });
}

function livePanel(client: FakeClient): LivePanel {
  client.person = person({ courses: [course({ role: 'ta' })] });
  return new LivePanel({
    model: new LiveModel({ client, live: live().events }),
    trans: english,
    exportUrl: () => '',
    onSwitch: jest.fn()
  });
}

function show(panel: Widget): void {
  Widget.attach(panel, document.body);
}

function activate(panel: Widget): void {
  MessageLoop.sendMessage(panel, Widget.Msg.ActivateRequest);
}

describe('a panel that is activated', () => {
  let panel: Widget;
  afterEach(() => panel.dispose());

  it('holds the focus as long as it loads, then gives it to its first control', async () => {
    panel = assignmentsPanel(new FakeClient());
    show(panel);
    activate(panel);
    expect(panel.node).toHaveFocus();
    await waitFor(() =>
      expect(document.activeElement?.textContent).toBe('Open')
    );
  });

  it('passes over controls that can not be used', async () => {
    const client = new FakeClient();
    client.assignmentList = [
      assignment({ folder: null, version: null, notebooks: [] }),
      assignment({ id: 'A2', name: 'lab2' })
    ];
    panel = assignmentsPanel(client);
    show(panel);
    await waitFor(() => expect(panel.node).toHaveTextContent('lab2'));
    activate(panel);
    expect(document.activeElement?.textContent).toBe('Open');
  });

  it('does not take the focus back from where it went meanwhile', async () => {
    const elsewhere = document.body.appendChild(
      document.createElement('button')
    );
    panel = assignmentsPanel(new FakeClient());
    show(panel);
    activate(panel);
    elsewhere.focus();
    await waitFor(() => expect(panel.node).toHaveTextContent('lab1'));
    expect(elsewhere).toHaveFocus();
    elsewhere.remove();
  });

  it('leaves the focus where it is inside', async () => {
    panel = assignmentsPanel(new FakeClient());
    show(panel);
    await waitFor(() => expect(panel.node).toHaveTextContent('Submit'));
    const [, submit] = panel.node.querySelectorAll('button');
    submit.focus();
    activate(panel);
    expect(submit).toHaveFocus();
  });

  it.each([
    ['the Formgrader', formgraderPanel],
    ['the live classroom', livePanel]
  ])('is %s as well', async (_, create) => {
    panel = create(new FakeClient());
    show(panel);
    activate(panel);
    await waitFor(() =>
      expect(document.activeElement).toHaveAccessibleName('Course')
    );
  });
});
