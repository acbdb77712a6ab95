import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { Message as LuminoMessage } from '@lumino/messaging';
import type { ReactElement } from 'react';
import type { IAssignmentActions } from '../components/assignment-item';
import { AssignmentList } from '../components/assignment-list';
import { Hint } from '../components/hint';
import { Message } from '../components/message';
import type { AssignmentsModel } from '../models/assignments';
import { faultOf } from '../models/fault';
import type { PersonModel } from '../models/person';
import type { PreferencesModel } from '../models/preferences';
import { focusFirstControl } from './first-control';

/** The user's assignments: a side panel in JupyterLab, a tab in Notebook's file page. */
export class AssignmentsPanel extends ReactWidget {
  constructor(options: AssignmentsPanel.IOptions) {
    super();
    this._options = options;
    this.addClass('jp-AutogradeAssignments');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', options.trans.__('Assignments'));
    options.model.changed.connect(this.update, this);
    options.person.changed.connect(this.update, this);
    options.preferences.changed.connect(this.update, this);
  }

  dispose(): void {
    if (!this.isDisposed) {
      this._options.model.changed.disconnect(this.update, this);
      this._options.person.changed.disconnect(this.update, this);
      this._options.preferences.changed.disconnect(this.update, this);
      super.dispose();
    }
  }

  protected onAfterShow(message: LuminoMessage): void {
    super.onAfterShow(message);
    void this._options.model.refresh();
  }

  protected onActivateRequest(message: LuminoMessage): void {
    super.onActivateRequest(message);
    focusFirstControl(this.node);
  }

  protected render(): ReactElement {
    const { actions, model, person, preferences, trans } = this._options;
    if (!model.configured) {
      return (
        <Message
          kind="empty"
          sentence={trans.__('No grading service is set up for this server.')}
          nextStep={trans.__('Ask the people who run your JupyterHub.')}
        />
      );
    }
    const hint =
      person.person && !person.isStaff && preferences.hintOf(['student']);
    return (
      <>
        {hint && (
          <Hint
            id={hint}
            trans={trans}
            onClose={() => void preferences.closeHint(hint)}
          />
        )}
        <AssignmentList
          {...actions}
          courses={model.courses}
          known={model.assignments !== null}
          fault={faultOf(model.error, trans)}
          stale={model.stale}
          filter={model.filter}
          searchable={model.hasMany}
          busy={model.busy}
          isStaffOf={courseId => person.isStaffOf(courseId)}
          trans={trans}
          onFilter={filter => {
            model.filter = filter;
          }}
          onRetry={() => void model.refresh()}
        />
      </>
    );
  }

  private readonly _options: AssignmentsPanel.IOptions;
}

export namespace AssignmentsPanel {
  export interface IOptions {
    model: AssignmentsModel;
    person: PersonModel;
    preferences: PreferencesModel;
    actions: IAssignmentActions;
    trans: TranslationBundle;
  }
}
