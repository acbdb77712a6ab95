import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useId, useRef, useState, type ReactElement } from 'react';
import type { IErrorText } from '../../api/errors';
import type { Assignment } from '../../api/schemas';
import {
  placeFiles,
  withFiles,
  type IChosenFile,
  type IPlacedFile
} from '../../hand-in-files';
import type { HandInModel } from '../../models/formgrader/hand-in';
import { Button } from '../button';
import { Message } from '../message';
import { HandInOutlook } from './hand-in-outlook';
import { HandInFiles } from './hand-in-files';
import type { IFileChoice } from './page';

export interface IHandInPaneProps {
  model: HandInModel;
  assignments: readonly Assignment[];
  /** The one that is offered first. */
  assignment: Assignment | null;
  fault: IErrorText | null;
  /** How files of the user's server are chosen; undefined where there is none. */
  files?: IFileChoice;
  trans: TranslationBundle;
  onSend(
    assignmentId: string,
    user: string,
    files: readonly IPlacedFile[],
    reason: string
  ): void;
}

/** Hand something in in the place of a student: for whom, which files, why, and what comes of it. */
export function HandInPane(props: IHandInPaneProps): ReactElement {
  const { fault, model, trans } = props;
  const first = useRef<HTMLSelectElement>(null);
  const title = useId();
  useEffect(() => {
    const before = document.activeElement;
    first.current?.focus();
    return () => {
      if (before instanceof HTMLElement) {
        before.focus();
      }
    };
  }, []);
  return (
    <section className="jp-AutogradeDetail" aria-labelledby={title}>
      <header className="jp-AutogradeDetail-head">
        <h2 id={title} className="jp-AutogradeDetail-title">
          {trans.__('Hand in for a student')}
        </h2>
        <span className="jp-AutogradeDetail-score" />
        <Button disabled={model.busy} onClick={() => model.close()}>
          {trans.__('Cancel')}
        </Button>
      </header>
      <p>
        {trans.__(
          'It is graded as the student’s newest attempt, is marked as handed in by you, and stands on the audit trail with your reason. The student sees whose it is, and it uses up none of the student’s attempts.'
        )}
      </p>
      <HandInForm {...props} first={first} />
      {fault && (
        <Message
          kind="error"
          sentence={fault.sentence}
          nextStep={fault.nextStep}
        />
      )}
    </section>
  );
}

function HandInForm(
  props: IHandInPaneProps & { first: React.RefObject<HTMLSelectElement> }
): ReactElement {
  const { model, trans } = props;
  const { busy, outlook, students } = model;
  const offered = props.assignments.filter(one => one.state !== 'draft');
  const [assignmentId, setAssignmentId] = useState(
    () =>
      (offered.find(one => one.id === props.assignment?.id) ?? offered[0])?.id
  );
  const [user, setUser] = useState('');
  const [files, setFiles] = useState<readonly IChosenFile[]>([]);
  const [reason, setReason] = useState('');
  const people = useId();
  const known = (students ?? []).some(one => one.user === user);
  useEffect(() => {
    if (assignmentId !== undefined) {
      void model.look(assignmentId, known ? user : null);
    }
  }, [model, assignmentId, user, known]);
  const { placed, missing } = placeFiles(files, outlook?.notebooks ?? []);
  const why = !known
    ? trans.__('Choose a student of the course.')
    : files.length === 0
      ? trans.__('Choose the files.')
      : missing.length > 0
        ? trans.__('The notebook %1 is not among the files.', missing[0])
        : !reason.trim()
          ? trans.__('Say why.')
          : undefined;
  if (offered.length === 0) {
    return (
      <Message
        kind="empty"
        sentence={trans.__('No assignment of this course is released.')}
        nextStep={trans.__('Release one first.')}
      />
    );
  }
  return (
    <form
      className="jp-AutogradeSetting"
      onSubmit={event => {
        event.preventDefault();
        if (assignmentId !== undefined && why === undefined) {
          props.onSend(assignmentId, user, placed, reason.trim());
        }
      }}
    >
      <label className="jp-AutogradeField">
        <span className="jp-AutogradeField-name">{trans.__('Assignment')}</span>
        <select
          ref={props.first}
          value={assignmentId}
          onChange={event => setAssignmentId(event.target.value)}
        >
          {offered.map(one => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
      </label>
      <label className="jp-AutogradeField">
        <span className="jp-AutogradeField-name">{trans.__('Student')}</span>
        <input
          required
          list={people}
          value={user}
          disabled={students === null}
          autoComplete="off"
          placeholder={
            students === null
              ? trans.__('Loading…')
              : trans.__('Part of a name')
          }
          onChange={event => setUser(event.target.value)}
        />
        <datalist id={people}>
          {(students ?? []).map(one => (
            <option key={one.user} value={one.user}>
              {one.name ?? ''}
            </option>
          ))}
        </datalist>
      </label>
      <HandInOutlook outlook={known ? outlook : null} trans={trans} />
      <HandInFiles
        files={placed}
        choice={props.files}
        trans={trans}
        onAdd={more => setFiles(withFiles(files, more))}
        onRemove={file => setFiles(files.filter(one => one !== file))}
      />
      <label className="jp-AutogradeField">
        <span className="jp-AutogradeField-name">{trans.__('Reason')}</span>
        <input
          required
          maxLength={500}
          value={reason}
          placeholder={trans.__('Such as: came by mail')}
          onChange={event => setReason(event.target.value)}
        />
      </label>
      <p className="jp-AutogradeHandIn-why" role="status">
        {why}
      </p>
      <button
        type="submit"
        className="jp-AutogradeButton"
        data-primary
        disabled={busy || why !== undefined || outlook === null}
      >
        {busy && students !== null
          ? trans.__('Handing in…')
          : outlook && known
            ? trans.__('Hand in attempt %1 of %2', outlook.attempt, user)
            : trans.__('Hand in')}
      </button>
    </form>
  );
}
