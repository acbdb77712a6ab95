import type { TranslationBundle } from '@jupyterlab/translation';
import {
  useCallback,
  useRef,
  useState,
  type ReactElement,
  type RefObject
} from 'react';
import { keepBlob, keepFile } from '../../downloads';
import type { SubmissionsModel } from '../../models/formgrader/submissions';
import { LEADERS } from '../../roles';
import type { ISubmissionRow } from '../../submission-rows';
import { submissionsCsv } from '../../submissions-csv';
import { Button } from '../button';
import { useFocusBack } from '../focus-back';
import { Message } from '../message';
import { Refusal } from '../refusal';
import { ArchiveAccount } from './archive-account';
import { AssignmentPicker } from './assignment-picker';
import { BulkAccount } from './bulk-account';
import { HandInPane } from './hand-in-pane';
import type { IPageProps } from './page';
import { SavedFilterPicker } from './saved-filter-picker';
import { ScoreChangePane } from './score-change-pane';
import { SubmissionActions } from './submission-actions';
import { SubmissionDetail } from './submission-detail';
import { SubmissionFilters } from './submission-filters';
import { NEWEST, SubmissionsTable } from './submissions-table';

type IProps = IPageProps<SubmissionsModel>;

/** Assignments at the left, submissions in the middle, at the right one of them or a regrade. */
export function SubmissionsPage(props: IProps): ReactElement {
  const { context, faultOf, model, trans } = props;
  const { detail, handIn, regrade } = model;
  // The one that was asked for: another that somebody begins is not in the way of what is read.
  const [regrading, setRegrading] = useState<string | null>(null);
  const shown = regrade.preview?.id === regrading ? regrade.preview : null;
  const onSelected = useCallback(() => setRegrading(null), []);
  const leads = LEADERS.has(context.course?.role ?? 'student');
  const table = useRef<HTMLElement>(null);
  useFocusBack(table, shown !== null);
  return (
    <div className="jp-AutogradePanes">
      <AssignmentPicker
        assignments={context.assignments}
        assignment={model.filter.everywhere ? null : context.assignment}
        all={{
          chosen: model.filter.everywhere,
          onChoose: () => model.setFilter({ everywhere: true })
        }}
        trans={trans}
        onAssignment={id => {
          model.setFilter({ everywhere: false });
          context.selectAssignment(id);
        }}
      />
      <Submissions
        {...props}
        place={table}
        leads={leads}
        onRegrade={() => setRegrading(regrade.preview?.id ?? null)}
        onSelected={onSelected}
      />
      {handIn.open ? (
        <HandInPane
          model={handIn}
          assignments={context.assignments ?? []}
          assignment={context.assignment}
          fault={faultOf(handIn.error)}
          files={props.acts.files}
          trans={trans}
          onSend={(...what) => void model.handInFor(...what)}
        />
      ) : shown ? (
        <div className="jp-AutogradeDetail">
          <ScoreChangePane
            preview={shown}
            asked
            busy={regrade.busy}
            fault={faultOf(regrade.error)}
            mayDecide={leads}
            trans={trans}
            onEnd={which => void model.endRegrade(which)}
            onClose={() => setRegrading(null)}
          />
        </div>
      ) : (
        <SubmissionDetail
          submission={detail.submission}
          row={model.rows?.find(({ id }) => id === detail.wanted) ?? null}
          chosen={detail.wanted !== null}
          grades={detail.grades}
          job={detail.job}
          requests={detail.requests}
          executed={detail.executed}
          fault={faultOf(detail.error)}
          faultOf={faultOf}
          busy={detail.busy}
          trans={trans}
          onAnswer={(id, text) => detail.answer(id, text)}
          onGradeAgain={props.acts.onGradeAgain}
          onRetry={() => void detail.refresh()}
        />
      )}
    </div>
  );
}

function Submissions(
  props: IProps & {
    place: RefObject<HTMLElement>;
    leads: boolean;
    onRegrade(): void;
    onSelected(): void;
  }
): ReactElement {
  const { context, faultOf, leads, model, onSelected, trans } = props;
  const { acts, download, filter, marked, regrade, shown } = model;
  const { made } = model.handIn;
  const onWantTests = useCallback(() => void model.loadTests(), [model]);
  const downloadFiles = async (): Promise<void> => {
    const ids = marked.map(({ id }) => id);
    const files = await download.begin(context.courseId ?? '', ids);
    if (files) {
      keepBlob(files, `${context.course?.name ?? ''}-submissions.zip`);
    }
  };
  const startRegrade = async (): Promise<void> => {
    if (await model.startRegrade()) {
      props.onRegrade();
    }
  };
  return (
    <section
      ref={props.place}
      tabIndex={-1}
      className="jp-AutogradeSubmissions"
      aria-label={trans.__('Submissions')}
    >
      <div className="jp-AutogradeSubmissions-bar">
        <SubmissionFilters
          filter={filter}
          sections={model.sections}
          tests={model.named.tests}
          pattern={model.named.pattern}
          trans={trans}
          onChange={change => model.setFilter(change)}
          onWantTests={onWantTests}
        >
          <SavedFilterPicker
            filters={model.saved.all}
            chosen={model.saved.nameOf(model.query)}
            full={model.saved.full}
            trans={trans}
            onChoose={({ query }) => model.takeFilter(query)}
            onSave={name => model.saved.save(name, model.query)}
            onDelete={name => model.saved.delete(name)}
          />
        </SubmissionFilters>
        <span className="jp-AutogradeSubmissions-count" role="status">
          {shown && counts(shown, trans)}
        </span>
        <Button
          disabled={model.handIn.open || context.courseId === null}
          onClick={() => void model.handIn.begin(context.courseId ?? '')}
        >
          {trans.__('Hand in for a student…')}
        </Button>
      </div>
      <SubmissionActions
        marked={marked}
        busy={acts.run?.running ?? false}
        downloading={download.running}
        regrading={regrade.busy || regrade.preview !== null}
        leads={leads}
        trans={trans}
        onAct={kind => void model.act(kind)}
        onRegrade={() => void startRegrade()}
        onExport={() =>
          keepFile(submissionsCsv(context.course?.name ?? '', marked))
        }
        onDownload={() => void downloadFiles()}
      />
      {acts.run && (
        <BulkAccount
          run={acts.run}
          trans={trans}
          faultOf={faultOf}
          onClose={() => acts.close()}
        />
      )}
      {download.count !== null && (
        <ArchiveAccount
          download={download}
          fault={faultOf(download.error)}
          trans={trans}
        />
      )}
      {made && (
        <div className="jp-AutogradeSubmissions-notice" role="status">
          {trans.__(
            'Attempt %1 of %2 at “%3” is handed in, marked as handed in by you.',
            made.attempt,
            made.user,
            made.assignment
          )}
          <Button onClick={() => model.handIn.close()}>
            {trans.__('Close')}
          </Button>
        </div>
      )}
      <Refusal
        fault={regrade.preview ? null : faultOf(regrade.error)}
        place={props.place}
        trans={trans}
        onClose={() => regrade.forgetError()}
      />
      {regrade.preview && (
        <div className="jp-AutogradeSubmissions-notice" role="status">
          {trans.__('A regrade waits for a decision: no score has changed.')}
          <Button onClick={props.onRegrade}>{trans.__('Show it')}</Button>
        </div>
      )}
      {model.more && (
        <div className="jp-AutogradeSubmissions-notice" role="status">
          {trans.__(
            'These are the newest 50,000. Choose an assignment to see all of its submissions.'
          )}
        </div>
      )}
      <Table {...props} onSelected={onSelected} />
    </section>
  );
}

function Table(props: IProps & { onSelected(): void }): ReactElement {
  const { context, model, onSelected, trans } = props;
  const { filter, rows, shown } = model;
  const onSelect = useCallback(
    (id: string) => {
      onSelected();
      model.selectSubmission(id);
    },
    [model, onSelected]
  );
  // A search without hits, or another assignment, sorts nothing anew.
  const [sorting, onSorting] = useState(NEWEST);
  const onMark = useCallback(
    (ids: readonly string[], marked: boolean) => model.marks.mark(ids, marked),
    [model]
  );
  if (rows === null || shown === null) {
    return (
      <Message kind="loading" sentence={trans.__('Loading submissions…')} />
    );
  }
  if (rows.length === 0) {
    const { assignment } = context;
    return (
      <Message
        kind="empty"
        sentence={
          filter.everywhere
            ? trans.__('Nobody has submitted anything in this course yet.')
            : assignment
              ? trans.__('Nobody has submitted “%1” yet.', assignment.name)
              : trans.__('This course has no assignment yet.')
        }
        nextStep={
          assignment || filter.everywhere
            ? trans.__('Submissions appear here as they arrive.')
            : trans.__(
                'Open the notebook with your solution and use Release in its toolbar.'
              )
        }
      />
    );
  }
  if (shown.length === 0) {
    return (
      <Message
        kind="empty"
        sentence={trans.__('No submission is like this.')}
        action={{
          label: trans.__('Show all'),
          onClick: () => model.showAll()
        }}
      />
    );
  }
  return (
    <SubmissionsTable
      submissions={shown}
      assignment={filter.everywhere}
      section={model.sections.length > 0}
      sorting={sorting}
      onSorting={onSorting}
      selectedId={model.detail.wanted}
      marked={model.marks.ids}
      trans={trans}
      onSelect={onSelect}
      onMark={onMark}
    />
  );
}

function counts(
  submissions: readonly ISubmissionRow[],
  trans: TranslationBundle
): string {
  const graded = submissions.filter(s => s.state === 'graded').length;
  return trans._n(
    '%1 submission, %2 graded',
    '%1 submissions, %2 graded',
    submissions.length,
    graded
  );
}
